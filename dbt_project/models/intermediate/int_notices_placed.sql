-- Where a notice belongs: its printed region, found by name, level and province; else its source's.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with notices as (
    select * from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

sources as (
    select * from {{ ref('stg_raw__sources') }}
),

regions as (
    select * from {{ ref('int_regions_nested') }}
),

printed as (
    select distinct
        notices.source_id,
        notices.region_raw,
        notices.province_raw,
        notices.issuer_level
    from notices
    where notices.region_raw is not null
),

candidates as (
    select
        printed.*,
        regions.region_code,
        case when regions.region_name = printed.region_raw then 'name' else 'short_name' end as region_method,
        (regions.region_name = printed.region_raw)::int * 8
        + (regions.region_level is not distinct from printed.issuer_level)::int * 4
        + (printed.province_raw in (regions.province_name, regions.province_short_name))::int * 2
        + (source_region.province_code is not distinct from regions.province_code)::int as likeness
    from printed
    inner join regions on printed.region_raw in (regions.region_name, regions.region_short_name)
    inner join sources on printed.source_id = sources.source_id
    left join regions as source_region on sources.region_raw = source_region.region_name
    where
        printed.province_raw is null
        or regions.province_code is null
        or printed.province_raw in (regions.province_name, regions.province_short_name)
),

ranked as (
    select
        candidates.*,
        rank() over likeliest as place,
        count(*)
            over (
                partition by
                    candidates.source_id,
                    candidates.region_raw,
                    candidates.province_raw,
                    candidates.issuer_level,
                    candidates.likeness
            )
            as equals
    from candidates
    window likeliest as (
        partition by source_id, region_raw, province_raw, issuer_level order by likeness desc
    )
),

-- Two regions that fit equally well are no answer: 朝阳区 stands in Beijing and in Changchun.
printed_places as (
    select * from ranked
    where place = 1 and equals = 1
),

source_places as (
    select
        sources.source_id,
        min(regions.region_code) as region_code
    from sources
    inner join regions
        on
            sources.region_raw in (regions.region_name, regions.region_code)
            and sources.source_level = regions.region_level
    where not sources.is_folder  -- a folder holds notices of anywhere
    group by sources.source_id
    having count(*) = 1
)

select
    notices.notice_key,
    coalesce(printed_places.region_code, source_places.region_code) as region_code,
    case
        when printed_places.region_code is not null then printed_places.region_method
        when source_places.region_code is not null then 'source'
    end as region_method
from notices
left join printed_places
    on
        notices.source_id = printed_places.source_id
        and notices.region_raw = printed_places.region_raw
        and notices.province_raw is not distinct from printed_places.province_raw
        and notices.issuer_level is not distinct from printed_places.issuer_level
left join source_places
    on
        notices.source_id = source_places.source_id
        and notices.region_raw is null
