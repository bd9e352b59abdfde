{#- The table of a model as the run before this one left it; none where there is none, or where all is
    built anew. Not ref: a model that looks back at what is made after it would close a circle. -#}
{% macro last_run(schema, name) -%}
    {%- if execute and not flags.FULL_REFRESH -%}
        {%- do return(adapter.get_relation(database=target.database, schema=schema, identifier=name)) -%}
    {%- endif -%}
    {%- do return(none) -%}
{%- endmacro %}

{#- The same to select from: where there is none, no row of these columns. -#}
{% macro rows_of_last_run(schema, name, columns) -%}
    {%- set held = last_run(schema, name) -%}
    {%- if held -%} {{ held }}
    {%- else -%} (select null::text as {{ columns | join(', null::text as ') }} where false)
    {%- endif -%}
{%- endmacro %}
