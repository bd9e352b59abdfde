-- One row for every printed body, with the function of government that it has. A name is resolved once.
{{ config(materialized='incremental', incremental_strategy='append') }}

with measures as (
    select
        lead_bodies,
        support_bodies
    from {{ ref('stg_raw__measures') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

printed as (
    select unnest(lead_bodies) as agency_name from measures
    union
    select unnest(support_bodies) from measures
),

bodies as (
    select printed.agency_name from printed
    where
        printed.agency_name <> ''
        {% if is_incremental() %}
            and not exists (
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
    case
        when bodies.agency_name ~ '^(全?省|自治区)' then 'province'
        when bodies.agency_name ~ '^各?(全?市|州|盟)' then 'prefecture'
        when bodies.agency_name ~ '^各?(全?县|区|旗)' then 'county'
        when bodies.agency_name ~ '^(国家|国务院|国管局|中国|中央|中直|全国|证监会|银保监会)' then 'national'
        when bodies.agency_name ~ '(部|总局|总署)$' then 'national'
    end as agency_level
from bodies
{{ first_rule('functions', 'function_code', 'bodies.agency_name') }}
