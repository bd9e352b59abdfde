-- Grain: one sector, of the IPCC's or of the local extension.
select
    sectors.sector_code,
    sectors.name_zh as sector_name_zh,
    sectors.name_en as sector_name_en,
    nullif(sectors.parent_code, '') as parent_sector_code,
    coalesce(nullif(sectors.parent_code, ''), sectors.sector_code) as top_sector_code,
    sectors.scheme
from {{ ref('sectors') }} as sectors
