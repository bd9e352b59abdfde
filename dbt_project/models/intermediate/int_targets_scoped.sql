-- The targets that this publish looks at: those of the notices it looks at, as people see them and as
-- they are now; those whose deadline the day has passed; and those that make the same commitment as one
-- of these, for one may supersede the other.
{{ config(tags=['publish'], post_hook="analyze {{ this }}") }}
{% set seen = last_run('marts', 'fct_target') %}

with touched as (
    select
        target_key,
        {{ commitment() }}
    from {{ ref('int_targets_resolved') }}
    where notice_key in (select scoped.notice_key from {{ ref('int_notices_scoped') }} as scoped)
    {% if seen %}
        union
        select
            target_key,
            {{ commitment() }}
        from {{ seen }}
        where notice_key in (select scoped.notice_key from {{ ref('int_notices_scoped') }} as scoped)
    {% endif %}
    union
    select
        target_key,
        {{ commitment() }}
    from {{ ref('int_targets_resolved') }}
    where {{ day_has_passed('deadline_date') }}
),

commitments as (
    select distinct {{ commitment() }}
    from touched
    where region_code is not null and indicator_code is not null and deadline_date is not null
)

select target_key from touched
union
select targets.target_key
from commitments
inner join {{ ref('int_targets_resolved') }} as targets
    on
        commitments.region_code = targets.region_code
        and commitments.indicator_code = targets.indicator_code
        and commitments.deadline_date = targets.deadline_date
        and commitments.unit_code = targets.unit_code
        and commitments.change is not distinct from targets.change
        and commitments.scope is not distinct from targets.scope
        and commitments.annual = targets.annual
