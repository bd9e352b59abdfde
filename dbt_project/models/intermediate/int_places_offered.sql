-- The places that a notice may belong to, told by its issuer, its printed region or its source, and how
-- much speaks for each.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with notices as (
    select * from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

regions as (
    select * from {{ ref('int_regions_nested') }}
),

-- A folder holds notices of anywhere: it tells no place.
source_places as (
    select
        sources.source_id,
        min(regions.region_code) as region_code
    from {{ ref('stg_raw__sources') }} as sources
    inner join regions
        on
            sources.region_raw in (regions.region_name, regions.region_code)
            and sources.source_level = regions.region_level
    where not sources.is_folder
    group by sources.source_id
    having count(*) = 1
),

sourced as (
    select
        notices.notice_key,
        notices.region_raw,
        notices.province_raw,
        notices.issuer_level,
        coalesce(notices.written_date, notices.published_date) as issued_date,
        split_part(notices.issuers, '、', 1) as issuer,
        regions.region_code as source_region_code,
        regions.province_code as source_province_code
    from notices
    left join source_places on notices.source_id = source_places.source_id
    left join regions on source_places.region_code = regions.region_code
),

printed as (
    select
        *,
        1 as attempt,
        issuer as printed_text
    from sourced
    -- Where the grammar read the region elsewhere than in the issuer's name, it is the region's word.
    where issuer is not null and (region_raw is null or region_raw = '全国' or strpos(issuer, region_raw) > 0)
    union all
    select
        *,
        2 as attempt,
        region_raw as printed_text
    from sourced
    where region_raw is not null
),

told as (
    select
        printed.notice_key,
        printed.attempt,
        opened.reach,
        opened.form,
        opened.region_part_name,
        opened.is_named_for_short_name,
        coalesce(opened.region_code, printed.source_region_code) as region_code,
        regions.prefecture_code,
        regions.province_code,
        -- 某某工业园区 may be named for another thing than the county: its province has to be known.
        not opened.is_named_for_short_name
        or coalesce(
            printed.source_province_code = regions.province_code,
            regions.region_level <> 'county' or printed.province_raw is not null
        ) as is_supported,
        (opened.is_former or (printed.issued_date > opened.valid_from) is not false)::int * 32
        + (opened.form = 'name')::int * 16
        + ((opened.form <> 'zone' and opened.name_level = printed.issuer_level) is true)::int * 8
        + ((left(printed.province_raw, 2) = left(regions.province_name, 2)) is true)::int * 4
        + ((printed.source_region_code in (regions.region_code, regions.prefecture_code)) is true)::int * 2
        + ((printed.source_province_code = regions.province_code) is true)::int as likeness
    from printed
    inner join {{ ref('int_names_opened') }} as opened on printed.printed_text = opened.printed_text
    left join regions on opened.region_code = regions.region_code
    where
        (opened.region_code is not null or printed.source_region_code is not null)
        -- Provinces differ in their first two characters: 广西自治区 is 广西壮族自治区.
        and (
            printed.province_raw is null
            or regions.province_code is null
            or left(printed.province_raw, 2) = left(regions.province_name, 2)
        )
        -- A former name counts in its time; without a date, in all times.
        and (
            not opened.is_former
            or printed.issued_date is null
            or (
                (printed.issued_date > opened.valid_from) is not false
                and printed.issued_date < opened.valid_to
            )
        )
)

select * from told
union all
select
    notice_key,
    3 as attempt,
    0 as reach,
    'source' as form,
    null as region_part_name,
    false as is_named_for_short_name,
    source_region_code as region_code,
    null as prefecture_code,
    null as province_code,
    true as is_supported,
    0 as likeness
from sourced
where region_raw is null and source_region_code is not null
