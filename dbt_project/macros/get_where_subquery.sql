{#- What a data test looks at. A model that says in its meta by which keys it is bounded is tested where
    this run has written, and whole where all is built anew: a test of the night costs what the night brought.
    It stands in for dbt's own macro of this name. -#}
{% macro get_where_subquery(relation) -%}
    {%- set found = [] -%}
    {%- if execute and not flags.FULL_REFRESH -%}
        {%- for node in graph.nodes.values() -%}
            {%- if node.resource_type == 'model' and node.alias == relation.identifier and node.schema == relation.schema -%}
                {%- do found.append(node) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set wheres = [config.get('where')] if config.get('where') else [] -%}
    {%- if found and found[0].config.meta.bounded_by -%}
        {%- set bound = found[0].config.meta.bounded_by -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == bound.keys_of -%}
            {%- do wheres.append(bound.column ~ ' in (select ' ~ bound.column ~ ' from ' ~ node.relation_name ~ ')') -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if wheres -%}
        {%- do return('(select * from ' ~ relation ~ ' where ' ~ wheres | join(' and ') ~ ') dbt_subquery') -%}
    {%- endif -%}
    {%- do return(relation) -%}
{%- endmacro %}
