{#- A hook: a table that was just made anew and that others will be joined with is analyzed at once, for
    the plans to know its size; later the server does so itself as it grows. -#}
{% macro analyze_new() -%}
    {%- if execute and model.config.materialized == 'incremental' and not is_incremental() -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}
