{#- A day is the one that this publish judges deadlines on. Midnight in China may have passed since. -#}
{% test is_the_day_judged_on(model, column_name) %}
select {{ column_name }}
from {{ model }}
where {{ column_name }} not between {{ as_of() }} - 1 and {{ as_of() }}
{% endtest %}
