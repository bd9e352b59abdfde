-- Grain: one target added, removed or altered between a version of a notice and the one before it.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_versions_scoped', 'notice_key') }}"
) }}
{% set told = version_columns() + ['indicator_code', 'unit_code', 'value', 'value_high', 'quote'] %}
with compared as (
    select * from {{ ref('int_targets_compared') }}
    where {{ only_in('int_versions_scoped', 'notice_key') }}
),

pairs as (
    select * from {{ ref('int_versions_paired') }}
),

notices as (
    select * from {{ ref('dim_notice') }}
),

-- What validation keeps back is not told: of such a row only that it is there, and where.
judged as (
    select
        sides.*,
        case
            when published.target_key is not null then 'published'
            when sides.is_current or not sides.is_sound then 'kept_back'
            else 'earlier'
        end as standing
    from {{ ref('int_targets_versioned') }} as sides
    left join {{ ref('fct_target') }} as published on sides.target_key = published.target_key
    where {{ only_in('int_versions_scoped', 'sides.later_notice_key', 'notice_key') }}
),

sides as (
    select
        later_notice_key,
        side,
        target_key,
        standing,
        char_start,
        char_end,
        {{ when_told(told, "standing <> 'kept_back'") }}
    from judged
)

select
    compared.version_change_key,
    compared.notice_key,
    pairs.previous_notice_key,
    notices.region_code,
    pairs.version_number,
    case
        when compared.target_key_before is null then 'added'
        when compared.target_key_after is null then 'removed'
        else 'altered'
    end as change_kind,
    compared.pairing_rule,
    case
        when compared.pairing_rule is null or 'kept_back' in (earlier.standing, later.standing) then null
        else concat_ws(', ', {{ differing_columns('earlier', 'later', version_columns()) }})
    end as changed_columns,
    coalesce(later.indicator_code, earlier.indicator_code) as indicator_code,
    {% for side, end in [('earlier', 'before'), ('later', 'after')] -%}
        compared.target_key_{{ end }},
        {{ side }}.standing as standing_{{ end }},
        {% for name in [
            'indicator_raw', 'comparator', 'value', 'value_high', 'unit_code', 'value_raw',
            'value_high_raw', 'unit_raw', 'deadline_date', 'quote', 'char_start', 'char_end',
        ] -%}
            {{ side }}.{{ name }} as {{ name }}_{{ end }},
        {% endfor %}
    {% endfor -%}
    pairs.is_read_alike
from compared
inner join pairs on compared.notice_key = pairs.notice_key
inner join notices on compared.notice_key = notices.notice_key
left join sides as earlier
    on
        compared.notice_key = earlier.later_notice_key
        and compared.target_key_before = earlier.target_key
        and earlier.side = 'before'
left join sides as later
    on
        compared.notice_key = later.later_notice_key
        and compared.target_key_after = later.target_key
        and later.side = 'after'
