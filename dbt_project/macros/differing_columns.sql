{#- The names of the columns that differ, a text each, null where it is the same in both. -#}
{% macro differing_columns(earlier, later, columns) -%}
    {%- for name in columns -%}
        case when {{ earlier }}.{{ name }} is distinct from {{ later }}.{{ name }} then '{{ name }}' end
        {{- ", " if not loop.last }}
    {%- endfor %}
{%- endmacro %}
