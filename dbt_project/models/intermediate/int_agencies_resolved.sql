-- One row for every printed body, with the function of government that it has. A name is resolved once.
{{ config(materialized='incremental', incremental_strategy='append') }}

with bodies as (
    select printed.* from {{ ref('int_agencies_leveled') }} as printed
    {% if is_incremental() %}
        where not exists (
            select 1 from {{ this }} as known
            where known.agency_name = printed.agency_name
        )
    {% endif %}
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
    bodies.printed_level,
    -- 市 is a province in 重庆 and a county in 敦煌: only the notice tells.
    case when bodies.printed_level not in ('city', 'cities') then bodies.printed_level end as agency_level
from bodies
{{ first_rule('functions', 'function_code', 'bodies.agency_name') }}
