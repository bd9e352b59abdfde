{#- There is just one row: none is as wrong as two. -#}
{% test has_one_row(model) %}
select count(*) as found
from {{ model }}
having count(*) <> 1
{% endtest %}
