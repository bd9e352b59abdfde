{#- No two rows are alike in all of these columns; two nulls are alike. -#}
{% test unique_together(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as alike
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
