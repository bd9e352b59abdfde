-- A version of a notice beside the version before it at the same url, where the text differs: a page
-- whose bytes change around the same text (a counter, a menu) has told nothing new.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with versions as (
    select
        notice_key,
        text_sha256,
        parser_version,
        version_number,
        lag(notice_key) over earlier as previous_notice_key,
        lag(text_sha256) over earlier as previous_text_sha256,
        lag(parser_version) over earlier as previous_parser_version
    from {{ ref('int_notices_resolved') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
    window earlier as (partition by source_id, url order by version_number)
)

select
    notice_key,
    previous_notice_key,
    version_number,
    parser_version = previous_parser_version as is_read_alike
from versions
where previous_notice_key is not null and text_sha256 <> previous_text_sha256
