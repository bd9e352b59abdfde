{#- What makes two targets the same commitment: the later one supersedes the earlier. -#}
{% macro commitment(relation=none) -%}
    {%- set columns = ['region_code', 'indicator_code', 'unit_code', 'deadline_date', 'change', 'scope', 'annual'] -%}
    {%- for column in columns -%}
        {{ relation ~ '.' if relation }}{{ column }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
