-- substr(text, start + 1, end - start) = quote for every published fact, as the spans that stand in
-- the marts were compared with the text that stands in raw.
with facts as (
    select
        target_key as fact_key,
        notice_key,
        char_start,
        char_end,
        quote
    from {{ ref('fct_target') }}
    where {{ in_scope('int_targets_scoped', 'target_key') }}
    union all
    select
        measure_key as fact_key,
        notice_key,
        char_start,
        char_end,
        text as quote
    from {{ ref('fct_measure') }}
    where {{ in_scope('int_measures_scoped', 'measure_key') }}
),

spans as (
    select * from {{ ref('int_spans_checked') }}
    where notice_key in (select facts.notice_key from facts)
)

select
    facts.fact_key,
    facts.quote
from facts
inner join {{ ref('dim_notice') }} as notices on facts.notice_key = notices.notice_key
left join spans
    on
        spans.span_key
        = {{ span_key(
            'facts.notice_key', 'notices.text_sha256', 'facts.char_start', 'facts.char_end', 'facts.quote'
        ) }}
where spans.is_true is not true
