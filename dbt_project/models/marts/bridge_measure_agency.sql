-- Grain: one body in one role for one published measure.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_measures_scoped', 'measure_key') }}"
) }}

with measures as (
    select
        resolved.measure_key,
        resolved.notice_key,
        resolved.lead_bodies,
        resolved.support_bodies
    from {{ ref('int_measures_resolved') }} as resolved
    inner join {{ ref('fct_measure') }} as published on resolved.measure_key = published.measure_key
    where {{ only_in('int_measures_scoped', 'resolved.measure_key') }}
),

bodies as (
    select
        measure_key,
        notice_key,
        unnest(lead_bodies) as agency_name,
        'lead' as agency_role
    from measures
    union
    select
        measure_key,
        notice_key,
        unnest(support_bodies) as agency_name,
        'support' as agency_role
    from measures
)

select
    bodies.measure_key,
    agencies.agency_key,
    bodies.agency_role,
    case
        -- A name without a level is of the issuer's; in a zone, 区 is the zone.
        when agencies.printed_level is null then issuers.own_level
        when issuers.own_level = 'zone' and agencies.agency_name ~ '^区' then 'zone'
        when agencies.printed_level = 'city' then issuers.city_level
        when agencies.printed_level = 'cities' then issuers.cities_level
        else agencies.printed_level
    end as agency_level
from bodies
inner join {{ ref('int_agencies_resolved') }} as agencies on bodies.agency_name = agencies.agency_name
inner join {{ ref('int_issuers_leveled') }} as issuers on bodies.notice_key = issuers.notice_key
