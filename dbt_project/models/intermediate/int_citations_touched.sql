-- The notices whose citations this run resolves again: those affected, and those that name one of them.
-- A copy of a document that many name costs their citations, and no more of them.
{{ config(
    post_hook=[
        "analyze {{ this }}", "{{ touch('build', 'citations') }}", "{{ touch('publish', 'citations') }}"
    ]
) }}
{% set citations_held = rows_of_last_run(
    'intermediate', 'int_citations_resolved',
    ['notice_key', 'cited_number', 'cited_title_normalised', 'cited_notice_key']
) %}
{% set notices_held = rows_of_last_run(
    'intermediate', 'int_notices_resolved', ['notice_key', 'document_number', 'title_normalised']
) %}

with affected as (
    select
        notice_key,
        touch
    from {{ ref('int_notices_affected') }}
    union all
    select
        notice_key,
        touch
    from {{ ref('stg_raw__touched_notices') }}
    where stage = 'build' and part = 'citations'
),

-- What the affected notices are called, now and before.
named as (
    select
        notices.notice_key,
        notices.document_number,
        notices.title_normalised
    from {{ ref('stg_raw__notices') }} as notices
    where notices.notice_key in (select affected.notice_key from affected)
    union
    select
        notices.notice_key,
        notices.document_number,
        notices.title_normalised
    from {{ notices_held }} as notices
    where notices.notice_key in (select affected.notice_key from affected)
),

citing as (
    select citations.notice_key
    from named
    inner join {{ citations_held }} as citations on named.document_number = citations.cited_number
    where named.document_number <> ''
    union
    select citations.notice_key
    from named
    inner join {{ citations_held }} as citations
        on named.title_normalised = citations.cited_title_normalised
    where length(named.title_normalised) >= 10
    union
    select citations.notice_key
    from named
    inner join {{ citations_held }} as citations on named.notice_key = citations.cited_notice_key
),

found as (
    select * from affected
    union all
    select
        notice_key,
        0 as touch
    from citing
)

select
    notice_key,
    max(touch) as touch
from found
group by notice_key
