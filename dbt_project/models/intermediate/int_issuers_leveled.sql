-- At which level the issuer of a notice stands, and what 市 means in its words.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with notices as (
    select * from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

placed as (
    select
        notices.notice_key,
        notices.issuer_level,
        places.region_method,
        places.region_part_name,
        regions.region_name,
        regions.region_level,
        regions.prefecture_code,
        regions.province_name
    from notices
    left join {{ ref('int_notices_placed') }} as places on notices.notice_key = places.notice_key
    left join {{ ref('int_regions_nested') }} as regions on places.region_code = regions.region_code
)

select
    notice_key,
    case
        when region_part_name is null then coalesce(region_level, issuer_level)
        when region_method = 'zone' then 'zone'
        when region_part_name ~ '(街道|镇|乡|苏木)$' then 'township'
        else issuer_level
    end as own_level,
    case
        when region_method = 'former_name' and region_part_name ~ '市$' then issuer_level
        when region_name is null then case when issuer_level in ('prefecture', 'county') then 'prefecture' end
        when region_name ~ '市$' then region_level
        -- A county's 市 is the prefecture that it lies in, or its municipality.
        when region_level = 'county' and prefecture_code is not null then 'prefecture'
        when region_level = 'county' and province_name ~ '市$' then 'province'
        when region_level in ('national', 'province') then 'prefecture'
        when region_level = 'prefecture' then 'county'
    end as city_level,
    case
        when coalesce(region_level, issuer_level) in ('national', 'province') then 'prefecture'
        when coalesce(region_level, issuer_level) = 'prefecture' then 'county'
    end as cities_level
from placed
