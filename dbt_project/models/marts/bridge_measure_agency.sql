-- Grain: one body in one role for one published measure.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_measures_scoped', 'measure_key') }}"
) }}

with measures as (
    select
        resolved.measure_key,
        resolved.lead_bodies,
        resolved.support_bodies
    from {{ ref('int_measures_resolved') }} as resolved
    inner join {{ ref('fct_measure') }} as published on resolved.measure_key = published.measure_key
    where {{ only_in('int_measures_scoped', 'resolved.measure_key') }}
),

bodies as (
    select
        measure_key,
        unnest(lead_bodies) as agency_name,
        'lead' as agency_role
    from measures
    union
    select
        measure_key,
        unnest(support_bodies) as agency_name,
        'support' as agency_role
    from measures
)

select
    bodies.measure_key,
    agencies.agency_key,
    bodies.agency_role
from bodies
inner join {{ ref('int_agencies_resolved') }} as agencies on bodies.agency_name = agencies.agency_name
