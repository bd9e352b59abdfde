-- One row for every target read in the current version of a notice; none is left out here.
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

targets as (
    select
        *,
        row_number() over (partition by notice_key, char_start, char_end order by ordinal) as nth
    from {{ ref('stg_raw__targets') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

resolved as (
    select
        md5(concat_ws('|', targets.notice_key, targets.char_start, targets.char_end, targets.nth)) as target_key,
        targets.*,
        units.unit_code,
        units.unit_dimension,
        {{ convert_value('targets.value_raw', 'units.factor') }} as value,
        {{ convert_value('targets.value_high_raw', 'units.factor') }} as value_high,
        indicators.indicator_code,
        indicators.match_method,
        indicators.match_rule_id,
        indicators.sector_code,
        indicators.indicator_dimension
    from targets
    left join {{ ref('int_units_printed') }} as units
        on {{ normalise_surface('targets.unit_raw') }} = units.surface
    left join {{ ref('int_indicators_matched') }} as indicators
        on
            targets.indicator_raw = indicators.indicator_raw
            and targets.change is not distinct from indicators.change
),

placed as (
    select
        resolved.target_key,
        resolved.notice_key,
        notices.source_id,
        notices.document_number,
        notices.notice_title,
        notices.region_code,
        notices.region_name,
        notices.region_part_name,
        resolved.indicator_code,
        resolved.indicator_raw,
        resolved.match_method,
        resolved.match_rule_id,
        resolved.sector_code,
        resolved.unit_code,
        resolved.unit_dimension,
        resolved.indicator_dimension,
        resolved.comparator,
        resolved.value,
        resolved.value_high,
        resolved.value_raw,
        resolved.value_high_raw,
        resolved.unit_raw,
        resolved.change,
        resolved.baseline_year,
        resolved.annual,
        resolved.binding,
        resolved.kind,
        resolved.scope,
        resolved.section,
        resolved.lead_raw,
        resolved.period_start,
        resolved.deadline_date,
        resolved.deadline_basis,
        resolved.quote,
        resolved.char_start,
        resolved.char_end,
        spans.is_true as is_span_true,
        resolved.is_repeat,
        notices.is_repost,
        notices.written_date,
        notices.parser_version
    from resolved
    inner join notices on resolved.notice_key = notices.notice_key
    left join spans
        on
            spans.span_key
            = {{ span_key(
                'resolved.notice_key', 'notices.text_sha256', 'resolved.char_start', 'resolved.char_end',
                'resolved.quote'
            ) }}
)

select
    placed.*,
    {{ row_hash([
        'target_key', 'region_code', 'indicator_code', 'indicator_raw', 'sector_code', 'unit_code',
        'comparator', 'value', 'value_high', 'value_raw', 'value_high_raw', 'unit_raw', 'change',
        'baseline_year', 'annual', 'binding', 'kind', 'scope', 'section', 'lead_raw',
        'period_start', 'deadline_date', 'deadline_basis', 'quote', 'char_start', 'char_end',
        'is_repeat', 'written_date',
    ]) }} as row_hash
from placed
