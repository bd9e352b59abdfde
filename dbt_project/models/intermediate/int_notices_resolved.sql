-- Every version of every notice held: placed, numbered, and folded onto its canonical notice.
-- A notice that changed is resolved again with all that share an identity with it; the others stand.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with notices as (
    -- All but the text, which every sort would carry.
    select
        notice_key,
        source_id,
        url,
        text_sha256,
        notice_title,
        title_normalised,
        document_number_raw,
        document_number,
        issuers,
        issuer_level,
        region_raw,
        province_raw,
        written_date,
        published_date,
        index_number,
        validity,
        source_site,
        is_repost_printed,
        parser_version,
        fetched_at,
        last_seen_at,
        {{ identities() }}
    from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

places as (
    select * from {{ ref('int_notices_placed') }}
),

regions as (
    select * from {{ ref('int_regions_nested') }}
),

sources as (
    select * from {{ ref('stg_raw__sources') }}
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

identified as (
    select * from versioned
    where is_current
),

-- A page that does not print its number has that of its copies: by the title, then by the text.
titled as (
    select
        identified.*,
        case
            when identified.title_identity is not null
                then min(identified.number_identity) over (partition by identified.title_identity)
        end as number_of_title
    from identified
),

numbered as (
    select
        titled.*,
        coalesce(
            titled.number_identity,
            min(coalesce(titled.number_identity, titled.number_of_title)) over same_text,
            min(titled.title_identity) over same_text,
            min(titled.notice_key) over same_text
        ) as document_identity
    from titled
    window same_text as (partition by titled.text_identity)
),

ranked as (
    select
        numbered.*,
        case
            when sources.is_folder then 'folder'
            when strpos('、' || numbered.issuers, '、' || sources.publisher) > 0 then 'issuer'
            else 'other'
        end as page_origin
    from numbered
    left join sources on numbered.source_id = sources.source_id
),

-- What a page says of itself and where it stands decide, never when it came in: the order of nights
-- changes nothing. A copy from a place that is trusted less displaces none.
canonical as (
    select
        ranked.source_id,
        ranked.url,
        first_value(ranked.notice_key) over (
            partition by ranked.document_identity
            order by
                ranked.is_repost_printed asc,
                array_position(array['issuer', 'other', 'folder'], ranked.page_origin) asc,
                ranked.published_date asc nulls last,
                ranked.source_id asc,
                ranked.url asc
            rows between unbounded preceding and unbounded following
        ) as canonical_notice_key
    from ranked
),

-- An earlier version points to where the current one does.
folded as (
    select
        versioned.*,
        canonical.canonical_notice_key
    from versioned
    inner join canonical
        on versioned.source_id = canonical.source_id and versioned.url = canonical.url
)

select
    folded.notice_key,
    folded.canonical_notice_key,
    folded.source_id,
    folded.url,
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
    places.region_part_name,
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
    folded.fetched_at,
    -- By these the next run finds what it affects.
    folded.number_identity,
    folded.text_identity,
    folded.title_identity
from folded
left join places on folded.notice_key = places.notice_key
left join regions on places.region_code = regions.region_code
