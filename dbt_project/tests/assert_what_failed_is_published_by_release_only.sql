-- Nothing is published that failed a rule and was not released, and no release goes unshown.
with published as (
    select
        'target' as fact_type,
        facts.target_key as fact_key,
        facts.released_reason as shown,
        failed.released_reason as given,
        failed.target_key is not null as has_failed
    from {{ ref('fct_target') }} as facts
    inner join {{ ref('int_targets_resolved') }} as resolved on facts.target_key = resolved.target_key
    left join {{ ref('stg_quarantine__targets') }} as failed
        on resolved.target_key = failed.target_key and resolved.row_hash = failed.row_hash
    where {{ in_scope('int_targets_scoped', 'facts.target_key') }}
    union all
    select
        'measure' as fact_type,
        facts.measure_key as fact_key,
        facts.released_reason as shown,
        failed.released_reason as given,
        failed.measure_key is not null as has_failed
    from {{ ref('fct_measure') }} as facts
    inner join {{ ref('int_measures_resolved') }} as resolved on facts.measure_key = resolved.measure_key
    left join {{ ref('stg_quarantine__measures') }} as failed
        on resolved.measure_key = failed.measure_key and resolved.row_hash = failed.row_hash
    where {{ in_scope('int_measures_scoped', 'facts.measure_key') }}
)

select * from published
where has_failed <> (given is not null) or shown is distinct from given
