-- Where a notice belongs: by the name of its issuer, else by its printed region, else by its source.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with notices as (
    select notice_key from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

offered as (
    select * from {{ ref('int_places_offered') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

-- A zone that is named for 长沙 lies in the city, whether the city or its county 长沙县 is meant.
inner_ones as (
    select distinct
        offered.notice_key,
        offered.attempt,
        offered.reach,
        offered.region_code
    from offered
    inner join offered as outer_one
        on
            offered.notice_key = outer_one.notice_key
            and offered.attempt = outer_one.attempt
            and offered.reach = outer_one.reach
            and offered.region_code <> outer_one.region_code
            and outer_one.region_code in (offered.prefecture_code, offered.province_code)
    where offered.is_named_for_short_name
),

outermost as (
    select offered.*
    from offered
    left join inner_ones
        on
            offered.notice_key = inner_ones.notice_key
            and offered.attempt = inner_ones.attempt
            and offered.reach = inner_ones.reach
            and offered.region_code = inner_ones.region_code
    where inner_ones.notice_key is null
),

ranked as (
    select
        *,
        rank() over (partition by notice_key order by attempt asc, reach desc, likeness desc) as place
    from outermost
),

-- Two regions that fit equally well are no answer: 朝阳区 stands in Beijing and in Changchun.
told as (
    select
        notice_key,
        min(region_code) as region_code,
        min(form) as region_method,
        max(region_part_name) as region_part_name
    from ranked
    where place = 1
    group by notice_key
    having count(distinct region_code) = 1 and bool_and(is_supported)
)

select
    notices.notice_key,
    told.region_code,
    told.region_method,
    told.region_part_name
from notices
left join told on notices.notice_key = told.notice_key
