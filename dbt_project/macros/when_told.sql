{#- The columns as they are where a condition holds, else null. -#}
{% macro when_told(columns, condition) -%}
    {%- for name in columns -%}
        case when {{ condition }} then {{ name }} end as {{ name }}{{ ", " if not loop.last }}
    {%- endfor %}
{%- endmacro %}
