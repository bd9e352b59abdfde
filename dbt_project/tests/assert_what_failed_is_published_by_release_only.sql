-- Nothing is published that failed a rule and was not released, and no release goes unshown.
with facts as (
    select
        'target' as fact_type,
        target_key as fact_key,
        fct_target.released_reason as shown,
        stg_quarantine__targets.released_reason as given,
        stg_quarantine__targets.target_key is not null as has_failed
    from {{ ref('fct_target') }} as fct_target
    inner join {{ ref('int_targets_resolved') }} as resolved using (target_key)
    left join {{ ref('stg_quarantine__targets') }} as stg_quarantine__targets using (target_key, row_hash)
    union all
    select
        'measure' as fact_type,
        measure_key as fact_key,
        fct_measure.released_reason as shown,
        stg_quarantine__measures.released_reason as given,
        stg_quarantine__measures.measure_key is not null as has_failed
    from {{ ref('fct_measure') }} as fct_measure
    inner join {{ ref('int_measures_resolved') }} as resolved using (measure_key)
    left join {{ ref('stg_quarantine__measures') }} as stg_quarantine__measures using (measure_key, row_hash)
)

select * from facts
where has_failed <> (given is not null) or shown is distinct from given
