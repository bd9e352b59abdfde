-- Grain: one former code and name of a region.
select
    history.former_code,
    history.former_name,
    history.level as former_level,
    history.former_parent_name,
    history.valid_from,
    history.first_listed,
    history.last_listed,
    history.valid_to,
    history.change_kind,
    history.region_code,
    regions.region_name,
    regions.region_full_name,
    history.is_whole,
    history.reason
from {{ ref('region_history') }} as history
left join {{ ref('int_regions_nested') }} as regions on history.region_code = regions.region_code
