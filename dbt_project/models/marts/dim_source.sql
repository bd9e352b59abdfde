-- Grain: one source, as last landed.
with sources as (
    select * from {{ ref('stg_raw__sources') }}
),

regions as (
    select
        region_name,
        region_level,
        min(region_code) as region_code
    from {{ ref('int_regions_nested') }}
    group by region_name, region_level
    having count(*) = 1
)

select
    sources.source_id,
    sources.publisher,
    sources.region_raw,
    regions.region_code,
    sources.source_level,
    sources.family,
    sources.home,
    sources.verified_date,
    sources.is_sample
from sources
left join regions
    on
        sources.region_raw = regions.region_name
        and sources.source_level = regions.region_level
        and not sources.is_folder
