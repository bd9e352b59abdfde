{#- The day that deadlines are judged on: var as_of, or today in China. -#}
{% macro as_of() -%}
    {%- if var('as_of') -%} date '{{ var("as_of") }}'
    {%- else -%} (now() at time zone 'Asia/Shanghai')::date
    {%- endif -%}
{%- endmacro %}
