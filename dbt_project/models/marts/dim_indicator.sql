-- Grain: one canonical indicator.
select
    indicator_code,
    name_zh as indicator_name_zh,
    name_en as indicator_name_en,
    sector_code,
    nullif(dimension, '') as dimension,
    nullif(unit_code, '') as unit_code,
    better
from {{ ref('indicators') }}
