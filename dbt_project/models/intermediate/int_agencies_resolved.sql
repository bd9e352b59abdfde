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
    case
        when bodies.agency_name ~ '^(全?省|自治区)' then 'province'
        when bodies.agency_name ~ '^各?(全?市|州|盟)' then 'prefecture'
        when bodies.agency_name ~ '^各?(全?县|区|旗)' then 'county'
        when bodies.agency_name ~ '^(国家|国务院|国管局|中国|中央|中直|全国|证监会|银保监会)' then 'national'
        when bodies.agency_name ~ '(部|总局|总署)$' then 'national'
    end as agency_level
from bodies
{{ first_rule('functions', 'function_code', 'bodies.agency_name') }}
where bodies.agency_name <> ''
