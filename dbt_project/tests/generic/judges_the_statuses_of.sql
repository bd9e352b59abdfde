{#- What falls due between the day of the last publish and this one says so: overdue before the day, due
    from it on. A night reads the days that went by, and all built anew is read whole. -#}
{% test judges_the_statuses_of(model, column_name, facts) %}
select
    facts.deadline_date,
    facts.deadline_status
from {{ facts }} as facts
cross join {{ model }} as days
where
    {% if flags.FULL_REFRESH %} facts.deadline_date is not null
    {% else %} {{ day_has_passed('facts.deadline_date') }}
    {% endif %}
    and facts.deadline_status
    <> case when facts.deadline_date < days.{{ column_name }} then 'overdue' else 'due' end
{% endtest %}
