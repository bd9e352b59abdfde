-- One row for every printed body, with the level that its name shows: by the place in it, else by a rule.
-- A name is read once.
{{ config(materialized='incremental', incremental_strategy='append') }}

with measures as (
    select
        lead_bodies,
        support_bodies
    from {{ ref('stg_raw__measures') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

printed as (
    select unnest(lead_bodies) as agency_name from measures
    union
    select unnest(support_bodies) from measures
),

bodies as (
    select printed.agency_name from printed
    where
        printed.agency_name <> ''
        {% if is_incremental() %}
            and not exists (
                select 1 from {{ this }} as known
                where known.agency_name = printed.agency_name
            )
        {% endif %}
),

levels as (
    select
        rule_id,
        agency_level,
        pattern,
        priority
    from {{ ref('agency_levels') }}
),

-- 国家税务总局某省税务局 is a body of the province.
localised as (
    select
        agency_name,
        regexp_replace(
            agency_name, '^(国家|中国|人民)[一-龥]{2,10}?(总局|银行|总队|局)(?=.{1,8}[省市县区州盟旗])', ''
        ) as local_name
    from bodies
),

beginnings as (
    select
        localised.agency_name,
        left(localised.local_name, size.n) as surface
    from localised
    cross join lateral generate_series(2, least(length(localised.local_name), 15)) as size (n)
),

-- 甘肃银保监局 bears the short name of a province; other short names may be other words.
placed as (
    select
        beginnings.agency_name,
        named.name_level,
        rank() over (partition by beginnings.agency_name order by length(beginnings.surface) desc) as place
    from beginnings
    inner join {{ ref('int_regions_named') }} as named on beginnings.surface = named.surface
    where named.is_opening or named.name_level = 'province'
),

by_place as (
    select
        agency_name,
        min(name_level) as place_level
    from placed
    where place = 1
    group by agency_name
    having count(distinct name_level) = 1
)

select
    bodies.agency_name,
    case
        when matched.agency_level in ('enterprise', 'zone') or by_place.place_level is null then matched.agency_level
        else by_place.place_level
    end as printed_level
from bodies
left join by_place on bodies.agency_name = by_place.agency_name
{{ first_rule('levels', 'agency_level', 'bodies.agency_name') }}
