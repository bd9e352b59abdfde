{#- Bound a test to what this run has written; whole where all is built anew. -#}
{% macro in_scope(keys, column, name=none) -%}
    {%- if execute and flags.FULL_REFRESH -%} true
    {%- else -%}
        {{ column }} in (select bound.{{ name or column.split('.') | last }} from {{ ref(keys) }} as bound)
    {%- endif -%}
{%- endmacro %}
