-- Grain: one version of one notice, at one url of one source.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_notices_scoped', 'notice_key') }}"
) }}

select
    notice_key,
    canonical_notice_key,
    source_id,
    url,
    notice_title,
    document_number,
    issuers,
    issuer_level,
    region_code,
    region_method,
    region_raw,
    province_raw,
    written_date,
    published_date,
    index_number,
    validity,
    source_site,
    version_number,
    is_current,
    is_repost,
    text_sha256,
    parser_version,
    fetched_at
from {{ ref('int_notices_resolved') }}
where {{ only_in('int_notices_scoped', 'notice_key') }}
