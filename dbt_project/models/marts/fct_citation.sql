-- Grain: one document named in the current version of one notice.
select
    citation_key,
    notice_key,
    cited_notice_key,
    cited_number,
    cited_title,
    resolution_method,
    is_repealed,
    quote,
    char_start,
    char_end
from {{ ref('int_citations_resolved') }}
