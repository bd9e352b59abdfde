-- Every form that a development zone of the list is printed in, alone and behind its province.
with zones as (
    select
        zone_name,
        region_code,
        unnest(zone_name || string_to_array(short_names, ' ')) as name_form
    from {{ ref('development_zones') }}
)

select distinct
    unnest(array['', regions.province_name, regions.province_short_name]) || zones.name_form as surface,
    zones.region_code,
    zones.zone_name
from zones
inner join {{ ref('int_regions_nested') }} as regions on zones.region_code = regions.region_code
