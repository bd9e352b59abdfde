-- One row for every measure read in the current version of a notice; none is left out here.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with notices as (
    select * from {{ ref('int_notices_resolved') }}
    where is_current and {{ only_in('int_notices_affected', 'notice_key') }}
),

spans as (
    select * from {{ ref('int_spans_checked') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

measures as (
    select
        *,
        row_number() over (partition by notice_key, char_start, char_end order by ordinal) as nth
    from {{ ref('stg_raw__measures') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

resolved as (
    select
        md5(concat_ws('|', measures.notice_key, measures.char_start, measures.char_end, measures.nth)) as measure_key,
        measures.notice_key,
        notices.source_id,
        notices.region_code,
        measures.measure_text as text, -- noqa: RF04
        measures.section,
        classes.action_verb,
        classes.sector_code,
        classes.sector_rule_id,
        classes.instrument_code,
        classes.instrument_rule_id,
        measures.deadline_date,
        measures.lead_bodies,
        measures.support_bodies,
        measures.char_start,
        measures.char_end,
        spans.is_true as is_span_true,
        notices.is_repost,
        notices.written_date,
        notices.parser_version
    from measures
    inner join notices on measures.notice_key = notices.notice_key
    left join {{ ref('int_measures_classified') }} as classes
        on md5(measures.measure_text) = classes.text_key
    left join spans
        on
            spans.span_key
            = {{ span_key(
                'measures.notice_key', 'notices.text_sha256', 'measures.char_start', 'measures.char_end',
                'measures.measure_text'
            ) }}
)

select
    resolved.*,
    {{ row_hash([
        'measure_key', 'region_code', 'text', 'section', 'action_verb', 'sector_code',
        'instrument_code', 'deadline_date', 'lead_bodies', 'support_bodies', 'char_start',
        'char_end', 'written_date',
    ]) }} as row_hash
from resolved
