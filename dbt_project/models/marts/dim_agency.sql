-- Grain: one body as printed in a published measure, with the function of government that it has.
select
    resolved.agency_key,
    resolved.agency_name,
    resolved.function_code,
    functions.name_zh as function_name_zh,
    functions.name_en as function_name_en,
    resolved.agency_level
from {{ ref('int_agencies_resolved') }} as resolved
left join {{ ref('agencies') }} as functions on resolved.function_code = functions.function_code
where exists (
    select 1 from {{ ref('bridge_measure_agency') }} as bridge
    where bridge.agency_key = resolved.agency_key
)
