-- The targets of the notices that have more than one version, once for each comparison that they are
-- a side of. The pairs are few, whatever the history: only their targets are looked up.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'later_notice_key', 'notice_key') }}"
) }}

with pairs as materialized (
    select * from {{ ref('int_versions_paired') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

sides as materialized (
    select
        notice_key as later_notice_key,
        'before' as side,
        previous_notice_key as notice_key
    from pairs
    union all
    select
        notice_key as later_notice_key,
        'after' as side,
        notice_key
    from pairs
),

spans as (
    select * from {{ ref('int_spans_checked') }}
    where notice_key in (select sides.notice_key from sides)
),

targets as (
    select
        sides.later_notice_key,
        sides.side,
        notices.text_sha256,
        notices.is_current,
        row_number() over (
            partition by sides.later_notice_key, sides.side, found.char_start, found.char_end order by found.ordinal
        ) as nth,
        found.*
    from sides
    inner join {{ ref('stg_raw__targets') }} as found on sides.notice_key = found.notice_key
    inner join {{ ref('int_notices_resolved') }} as notices on sides.notice_key = notices.notice_key
)

select
    targets.later_notice_key,
    targets.side,
    md5(concat_ws('|', targets.notice_key, targets.char_start, targets.char_end, targets.nth)) as target_key,
    targets.is_current,
    targets.ordinal,
    {% for name in version_columns() -%}
        targets.{{ name }},
    {% endfor -%}
    indicators.indicator_code,
    units.unit_code,
    {{ convert_value('targets.value_raw', 'units.factor') }} as value,
    {{ convert_value('targets.value_high_raw', 'units.factor') }} as value_high,
    targets.quote,
    targets.char_start,
    targets.char_end,
    coalesce(spans.is_true, false) and (targets.kind <> 'numeric' or units.unit_code is not null) as is_sound
from targets
left join {{ ref('int_units_printed') }} as units
    on {{ normalise_surface('targets.unit_raw') }} = units.surface
left join {{ ref('int_indicators_matched') }} as indicators
    on
        targets.indicator_raw = indicators.indicator_raw
        and targets.change is not distinct from indicators.change
left join spans
    on
        spans.span_key
        = {{ span_key(
            'targets.notice_key', 'targets.text_sha256', 'targets.char_start', 'targets.char_end', 'targets.quote'
        ) }}
where not targets.is_repeat
