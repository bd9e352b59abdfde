-- Grain: one region of GB/T 2260, from the nation to the county.
select
    region_code,
    region_name,
    region_short_name,
    region_full_name,
    region_level,
    parent_region_code,
    province_code,
    province_name,
    prefecture_code
from {{ ref('int_regions_nested') }}
