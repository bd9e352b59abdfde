-- One row for every printed body, with the function of government that it has.
with bodies as (
    select unnest(lead_bodies) as agency_name from {{ ref('stg_raw__measures') }}
    union
    select unnest(support_bodies) from {{ ref('stg_raw__measures') }}
),

functions as (
    select
        function_code as rule_id,
        function_code,
        pattern,
        priority
    from {{ ref('agencies') }}
)

select
    md5(bodies.agency_name) as agency_key,
    bodies.agency_name,
    matched.function_code,
    levels.printed_level,
    -- 市 is a province in 重庆 and a county in 敦煌: only the notice tells.
    case when levels.printed_level not in ('city', 'cities') then levels.printed_level end as agency_level
from bodies
left join {{ ref('int_agencies_leveled') }} as levels on bodies.agency_name = levels.agency_name
{{ first_rule('functions', 'function_code', 'bodies.agency_name') }}
where bodies.agency_name <> ''
