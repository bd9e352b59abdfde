-- The documents that a later one has repealed in so many words, and the first that did. What counts is
-- the document: its copies and its versions are repealed with it, and none repeals itself.
with repeals as (
    select
        citations.cited_notice_key,
        citing.canonical_notice_key as repealed_by,
        standing.written_date
    from {{ ref('int_citations_resolved') }} as citations
    inner join {{ ref('int_notices_resolved') }} as citing on citations.notice_key = citing.notice_key
    inner join {{ ref('int_notices_resolved') }} as standing on citing.canonical_notice_key = standing.notice_key
    where citations.is_repealed and citations.cited_notice_key <> citing.canonical_notice_key
)

select distinct on (cited_notice_key)
    cited_notice_key as canonical_notice_key,
    repealed_by
from repeals
order by cited_notice_key asc, written_date asc nulls last, repealed_by asc
