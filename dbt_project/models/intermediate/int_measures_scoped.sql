-- The measures that this publish looks at: those of the notices it looks at, as people see them and as
-- they are now, and those whose deadline the day has passed.
{{ config(tags=['publish'], post_hook="analyze {{ this }}") }}
{% set seen = last_run('marts', 'fct_measure') %}

select measure_key
from {{ ref('int_measures_resolved') }}
where notice_key in (select scoped.notice_key from {{ ref('int_notices_scoped') }} as scoped)
{% if seen %}
    union
    select measure_key
    from {{ seen }}
    where notice_key in (select scoped.notice_key from {{ ref('int_notices_scoped') }} as scoped)
{% endif %}
union
select measure_key
from {{ ref('int_measures_resolved') }}
where {{ day_has_passed('deadline_date') }}
