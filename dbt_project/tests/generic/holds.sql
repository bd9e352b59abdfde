{#- What is claimed of every row holds in every row. A claim that a null leaves open is not broken. -#}
{% test holds(model, claim) %}
select *
from {{ model }}
where ({{ claim }}) is false
{% endtest %}
