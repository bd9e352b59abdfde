-- Every version of every notice held: placed, numbered, and folded onto its canonical notice.
with notices as (
    select * from {{ ref('stg_raw__notices') }}
),

places as (
    select * from {{ ref('int_notices_placed') }}
),

regions as (
    select * from {{ ref('int_regions_nested') }}
),

-- The same url with other bytes is another version; the one that was seen last is current.
versioned as (
    select
        notices.*,
        row_number()
            over (partition by notices.source_id, notices.url order by notices.fetched_at, notices.notice_key)
            as version_number,
        row_number() over (
            partition by notices.source_id, notices.url
            order by notices.last_seen_at desc, notices.fetched_at desc, notices.notice_key desc
        ) = 1 as is_current
    from notices
),

-- What makes two pages the same document: the 文号; else the title, where it is long enough to be
-- one and of the same day.
identified as (
    select
        versioned.*,
        coalesce(
            nullif(versioned.document_number, ''),
            case
                when length(versioned.title_normalised) >= 10 and versioned.written_date is not null
                    then versioned.title_normalised || '@' || versioned.written_date
            end,
            versioned.source_id || ' ' || versioned.url
        ) as document_identity
    from versioned
),

folded as (
    select
        identified.*,
        first_value(identified.notice_key) over (
            partition by identified.document_identity
            order by
                identified.is_current desc,
                identified.is_repost_printed asc,
                identified.published_date asc,
                identified.source_id asc,
                identified.url asc,
                identified.notice_key asc
            rows between unbounded preceding and unbounded following
        ) as canonical_notice_key
    from identified
)

select
    folded.notice_key,
    folded.canonical_notice_key,
    folded.source_id,
    folded.url,
    folded.notice_text,
    folded.text_sha256,
    folded.notice_title,
    folded.title_normalised,
    folded.document_number_raw,
    folded.document_number,
    folded.issuers,
    folded.issuer_level,
    folded.region_raw,
    folded.province_raw,
    places.region_code,
    places.region_method,
    regions.region_name,
    folded.written_date,
    folded.published_date,
    folded.index_number,
    folded.validity,
    folded.source_site,
    folded.version_number,
    folded.is_current,
    folded.is_repost_printed,
    -- Folded onto another current page: its facts are the same facts again.
    folded.is_current and folded.canonical_notice_key <> folded.notice_key as is_repost,
    folded.parser_version,
    folded.fetched_at
from folded
left join places on folded.notice_key = places.notice_key
left join regions on places.region_code = regions.region_code
