-- read = published + quarantined: no row vanishes between what was read and what people see.
with counts as (
    select
        'target' as fact_type,
        (select count(*) from {{ ref('int_targets_resolved') }}) as rows_read,
        (select count(*) from {{ ref('fct_target') }}) as rows_published,
        (
            select count(*)
            from {{ ref('stg_quarantine__targets') }}
            inner join {{ ref('int_targets_resolved') }} using (target_key, row_hash)
            where released_reason is null
        ) as rows_quarantined
    union all
    select
        'measure' as fact_type,
        (select count(*) from {{ ref('int_measures_resolved') }}),
        (select count(*) from {{ ref('fct_measure') }}),
        (
            select count(*)
            from {{ ref('stg_quarantine__measures') }}
            inner join {{ ref('int_measures_resolved') }} using (measure_key, row_hash)
            where released_reason is null
        )
)

select * from counts
where rows_read <> rows_published + rows_quarantined
