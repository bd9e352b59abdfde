-- Where a notice belongs: by the name of its issuer, else by its printed region, else by its source.
with notices as (
    select notice_key from {{ ref('stg_raw__notices') }}
),

offered as (
    select * from {{ ref('int_places_offered') }}
),

-- A zone that is named for 长沙 lies in the city, whether the city or its county 长沙县 is meant.
outermost as (
    select * from offered
    where not is_named_for_short_name or not exists (
        select 1 from offered as outer_one
        where
            outer_one.notice_key = offered.notice_key
            and outer_one.attempt = offered.attempt
            and outer_one.reach = offered.reach
            and outer_one.region_code <> offered.region_code
            and outer_one.region_code in (offered.prefecture_code, offered.province_code)
    )
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
