{#- due until the last day is over, then overdue; none without a date. -#}
{% macro deadline_status(deadline) -%}
    case
        when {{ deadline }} is null then 'none'
        when {{ deadline }} < {{ as_of() }} then 'overdue'
        else 'due'
    end
{%- endmacro %}
