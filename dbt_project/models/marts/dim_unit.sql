-- Grain: one canonical unit.
select
    unit_code,
    name_zh as unit_name_zh,
    name_en as unit_name_en,
    dimension,
    is_extensive
from {{ ref('units') }}
where dimension != 'unstated'
