-- Which target of a version is which of the version before, in rounds from the surest to the least:
-- each pairs what the rounds above it have left, in the order of the text. The rules stand in the YAML.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}
{% set thing = "indicator_raw, scope, change" %}
{% set rounds = {
    'same_content': version_columns() | join(', '),
    'same_thing_and_deadline': thing ~ ", deadline_date",
    'same_thing': thing,
    'same_value_and_deadline': "value_raw, value_high_raw, unit_raw, deadline_date",
} %}
with left_by_0 as (
    select
        *,
        kind = 'numeric' and deadline_date is not null as is_told_by_value
    from {{ ref('int_targets_versioned') }}
    where {{ only_in('int_notices_affected', 'later_notice_key', 'notice_key') }}
),
{% for rule, columns in rounds.items() %}
    {% set number = loop.index %}
    ranked_{{ number }} as (
        select
            later_notice_key,
            side,
            target_key,
            md5(row({{ columns }})::text) as pairing_key,
            row_number() over (
                partition by later_notice_key, side, md5(row({{ columns }})::text)
                order by ordinal
            ) as nth
        from left_by_{{ number - 1 }}
        {% if rule == 'same_value_and_deadline' %}
            where is_told_by_value
        {% endif %}
    ),

    paired_{{ number }} as materialized (
        select
            later.later_notice_key,
            earlier.target_key as target_key_before,
            later.target_key as target_key_after,
            '{{ rule }}' as pairing_rule
        from ranked_{{ number }} as later
        inner join ranked_{{ number }} as earlier
            on
                later.later_notice_key = earlier.later_notice_key
                and later.pairing_key = earlier.pairing_key
                and later.nth = earlier.nth
        where later.side = 'after' and earlier.side = 'before'
    ),

    left_by_{{ number }} as materialized (
        select rest.*
        from left_by_{{ number - 1 }} as rest
        where not exists (
            select 1 from paired_{{ number }} as paired
            where
                paired.later_notice_key = rest.later_notice_key
                and rest.target_key
                = case rest.side when 'before' then paired.target_key_before else paired.target_key_after end
        )
    ),
{% endfor %}

compared as (
    {% for _ in rounds %}
        select * from paired_{{ loop.index }}
        union all
    {% endfor %}
    select
        later_notice_key,
        case side when 'before' then target_key end as target_key_before,
        case side when 'after' then target_key end as target_key_after,
        null as pairing_rule
    from left_by_{{ rounds | length }}
)

select
    md5(concat_ws('|', later_notice_key, target_key_before, target_key_after)) as version_change_key,
    later_notice_key as notice_key,
    target_key_before,
    target_key_after,
    pairing_rule
from compared
where pairing_rule is distinct from 'same_content'
