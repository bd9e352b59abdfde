select
    notices.notice_key,
    notices.source_id,
    notices.url,
    notices.text as notice_text,
    octet_length(notices.text) as text_bytes,
    notices.text_sha256,
    notices.title as notice_title,
    notices.document_number as document_number_raw,
    {{ normalise_document_number('notices.document_number') }} as document_number,
    {{ normalise_title('notices.title') }} as title_normalised,
    nullif(array_to_string(notices.issuers, '、'), '') as issuers,
    notices.level as issuer_level,
    notices.region as region_raw,
    notices.province as province_raw,
    notices.written_date,
    notices.published_date,
    notices.index_number,
    notices.validity,
    notices.valid_until,
    notices.validity_clause,
    notices.source_site,
    notices.is_repost as is_repost_printed,
    notices.parser_version,
    pages.fetched_at,
    greatest(pages.fetched_at, sightings.last_seen_at) as last_seen_at
from {{ source('raw', 'notice') }} as notices
inner join {{ source('raw', 'page') }} as pages
    on notices.notice_key = pages.page_key
left join {{ source('raw', 'sighting') }} as sightings
    on notices.notice_key = sightings.page_key
