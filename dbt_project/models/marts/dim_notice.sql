-- Grain: one version of one notice, at one url of one source.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_notices_scoped', 'notice_key') }}"
) }}

with notices as (
    select * from {{ ref('int_notices_resolved') }}
    where {{ only_in('int_notices_scoped', 'notice_key') }}
),

-- What the text says of its end, straight from where it was read.
texts as (
    select
        notice_key,
        valid_until,
        validity_clause
    from {{ ref('stg_raw__notices') }}
    where {{ only_in('int_notices_scoped', 'notice_key') }}
),

repeals as (
    select * from {{ ref('int_notices_repealed') }}
)

select
    notices.notice_key,
    notices.canonical_notice_key,
    notices.source_id,
    notices.url,
    notices.notice_title,
    notices.document_number,
    notices.issuers,
    notices.issuer_level,
    notices.region_code,
    notices.region_method,
    notices.region_part_name,
    notices.region_raw,
    notices.province_raw,
    notices.written_date,
    notices.published_date,
    notices.index_number,
    notices.validity,
    texts.valid_until,
    texts.validity_clause,
    repeals.repealed_by,
    notices.source_site,
    notices.version_number,
    notices.is_current,
    notices.is_repost,
    notices.text_sha256,
    notices.parser_version,
    notices.fetched_at
from notices
inner join texts on notices.notice_key = texts.notice_key
left join repeals on notices.canonical_notice_key = repeals.canonical_notice_key
