{#- Bound a statement to what a run is about: the keys that stand in a model of them. Where all is built
    anew there is no bound. Read without being run (not execute), both ways are, for dbt to see the ref. -#}
{% macro only_in(keys, column, name=none) -%}
    {%- if not execute or is_incremental() -%}
        {{ column }} in (select bound.{{ name or column.split('.') | last }} from {{ ref(keys) }} as bound)
    {%- else -%} true
    {%- endif -%}
{%- endmacro %}

{#- A hook: what an incremental model holds of these keys goes, before they are built again. -#}
{% macro forget_in(keys, column, name=none) -%}
    {%- if not execute or is_incremental() -%}
        delete from {{ this }} where {{ only_in(keys, column, name) }}
    {%- endif -%}
{%- endmacro %}
