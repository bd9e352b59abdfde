-- One row for every citation in a current notice, tied to the notice it names where that is held.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_citations_touched', 'notice_key') }}"
) }}

with notices as (
    select * from {{ ref('int_notices_resolved') }}
),

citations as (
    select
        *,
        row_number() over (partition by notice_key, char_start, char_end order by ordinal) as nth
    from {{ ref('stg_raw__citations') }}
    where {{ only_in('int_citations_touched', 'notice_key') }}
),

held_numbers as (
    select
        document_number,
        min(canonical_notice_key) as canonical_notice_key
    from notices
    where document_number in (select citations.cited_number from citations) and document_number <> ''
    group by document_number
),

-- A title that two documents share names neither.
held_titles as (
    select
        title_normalised,
        min(canonical_notice_key) as canonical_notice_key
    from notices
    where
        title_normalised in (select citations.cited_title_normalised from citations)
        and length(title_normalised) >= 10
    group by title_normalised
    having count(distinct canonical_notice_key) = 1
)

select
    md5(concat_ws('|', citations.notice_key, citations.char_start, citations.char_end, citations.nth)) as citation_key,
    citations.notice_key,
    coalesce(held_numbers.canonical_notice_key, held_titles.canonical_notice_key) as cited_notice_key,
    citations.cited_number,
    citations.cited_title_normalised,
    citations.cited_title,
    case
        when held_numbers.canonical_notice_key is not null then 'number'
        when held_titles.canonical_notice_key is not null then 'title'
    end as resolution_method,
    citations.is_repealed,
    citations.quote,
    citations.char_start,
    citations.char_end
from citations
inner join notices on citations.notice_key = notices.notice_key and notices.is_current
left join held_numbers on citations.cited_number = held_numbers.document_number
left join held_titles on citations.cited_title_normalised = held_titles.title_normalised
