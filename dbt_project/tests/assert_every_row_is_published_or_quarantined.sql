-- read = published + quarantined: no row vanishes between what was read and what people see.
with counts as (
    select
        'target' as fact_type,
        (
            select count(*) from {{ ref('int_targets_resolved') }}
            where {{ in_scope('int_targets_scoped', 'target_key') }}
        ) as rows_read,
        (
            select count(*) from {{ ref('fct_target') }}
            where {{ in_scope('int_targets_scoped', 'target_key') }}
        ) as rows_published,
        (
            select count(*)
            from {{ ref('stg_quarantine__targets') }}
            inner join {{ ref('int_targets_resolved') }} using (target_key, row_hash)
            where released_reason is null and {{ in_scope('int_targets_scoped', 'target_key') }}
        ) as rows_quarantined
    union all
    select
        'measure' as fact_type,
        (
            select count(*) from {{ ref('int_measures_resolved') }}
            where {{ in_scope('int_measures_scoped', 'measure_key') }}
        ),
        (
            select count(*) from {{ ref('fct_measure') }}
            where {{ in_scope('int_measures_scoped', 'measure_key') }}
        ),
        (
            select count(*)
            from {{ ref('stg_quarantine__measures') }}
            inner join {{ ref('int_measures_resolved') }} using (measure_key, row_hash)
            where released_reason is null and {{ in_scope('int_measures_scoped', 'measure_key') }}
        )
)

select * from counts
where rows_read <> rows_published + rows_quarantined
