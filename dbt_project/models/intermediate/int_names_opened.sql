-- How the name of an issuer, or a printed region, may begin: each place that fits, and whether the
-- issuer governs all of it, a zone in it, or a government below it.
-- A text is opened once: build starts anew when a seed or a model has changed.
{{ config(materialized='incremental', incremental_strategy='append') }}

with notices as (
    select
        region_raw,
        split_part(issuers, '、', 1) as issuer
    from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

printed as (
    select issuer as printed_text from notices
    union
    select region_raw from notices
),

texts as (
    select printed.printed_text from printed
    where
        printed.printed_text is not null
        {% if is_incremental() %}
            and not exists (
                select 1 from {{ this }} as known
                where known.printed_text = printed.printed_text
            )
        {% endif %}
),

-- A body of the nation in a place serves the place; a free trade zone is printed 中国(某)自由贸易试验区.
cleaned as (
    select
        printed_text,
        regexp_replace(
            regexp_replace(
                regexp_replace(normalize(printed_text, nfkc), '\s', '', 'g'),
                '^(中共|中国共产党|(国家|中国)[一-龥]{2,10}?(总局|银行|总队|集团|局)(?=.{1,8}[省市县区州盟旗]))', ''
            ),
            '^中国\(([一-龥]{2,3})\)(?=自由贸易试验区)', '\1'
        ) as name
    from texts
),

named as (
    select
        surface,
        region_code,
        name_level,
        form,
        null as region_part_name,
        valid_from,
        null::date as valid_to,
        is_opening
    from {{ ref('int_regions_named') }}
    union all
    select
        surface,
        region_code,
        name_level,
        form,
        region_part_name,
        valid_from,
        valid_to,
        is_opening
    from {{ ref('int_regions_renamed') }}
    union all
    select
        surface,
        region_code,
        null as name_level,
        'zone' as form,
        zone_name as region_part_name,
        null as valid_from,
        null as valid_to,
        true as is_opening
    from {{ ref('int_zones_named') }}
),

beginnings as (
    select
        cleaned.*,
        left(cleaned.name, size.n) as surface,
        substr(cleaned.name, size.n + 1) as rest
    from cleaned
    cross join lateral generate_series(2, least(length(cleaned.name), 40)) as size (n)
),

opened as (
    select
        beginnings.*,
        named.region_code,
        named.form,
        named.name_level,
        named.region_part_name,
        named.valid_from,
        named.valid_to,
        named.is_opening,
        -- The short patterns go before the long ones, which cost ten times as much.
        case
            when beginnings.rest ~ '[区园城]' then substring(beginnings.rest, {{ zone_pattern('named') }})
        end as zone_rest,
        case
            when beginnings.rest ~ '政府|办事处' then substring(beginnings.rest, {{ zone_pattern('lesser') }})
        end as lesser_rest
    from beginnings
    inner join named on beginnings.surface = named.surface
    -- 兰州 alone begins many names; 兰州高新区 is a zone of the place.
    where
        named.is_opening
        or beginnings.rest = ''
        or (beginnings.rest ~ '[区园]' and beginnings.rest ~ {{ zone_pattern('generic') }})
)

select
    printed_text,
    length(surface) as reach,
    region_code,
    case
        when form = 'zone' or zone_rest is not null then 'zone'
        when lesser_rest is not null then 'part'
        else form
    end as form,
    name_level,
    case
        when form = 'zone' then region_part_name
        else coalesce(surface || zone_rest, surface || lesser_rest, region_part_name)
    end as region_part_name,
    form = 'former_name' as is_former,
    not is_opening and zone_rest is not null as is_named_for_short_name,
    valid_from,
    valid_to
from opened
union all
-- 高新区管委会, 某镇人民政府: the place is not named, but it is a part of one.
select
    printed_text,
    0 as reach,
    null as region_code,
    case when name ~ {{ zone_pattern('generic') }} then 'zone' else 'part' end as form,
    null as name_level,
    coalesce(
        substring(name, {{ zone_pattern('generic') }}), substring(name, {{ zone_pattern('town') }})
    ) as region_part_name,
    false as is_former,
    false as is_named_for_short_name,
    null as valid_from,
    null as valid_to
from cleaned
where
    (name ~ {{ zone_pattern('generic') }} or name ~ {{ zone_pattern('town') }})
    and printed_text not in (select opened.printed_text from opened)
