{#- What a data test looks at. A model that says in its meta by which keys it is bounded (bounded_by) is
    tested where this run has written, and whole where all is built anew: a test of the night costs what
    the night brought. A view over all facts (sampled_by) is tested for one of the regions or indicators
    that this run has written about. It stands in for dbt's own macro of this name. -#}
{% macro get_where_subquery(relation) -%}
    {%- set wheres = [config.get('where')] if config.get('where') else [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values()
            if node.resource_type == 'model' and node.alias == relation.identifier and node.schema == relation.schema
        -%}
            {%- set bound = node.config.meta.bounded_by -%}
            {%- if bound and not flags.FULL_REFRESH -%}
                {%- do wheres.append(stands_in(bound.column, bound.keys_of)) -%}
            {%- endif -%}
            {%- if node.config.meta.sampled_by -%}
                {%- do wheres.append(stands_in_sample(node.config.meta.sampled_by)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if wheres -%}
        {%- do return('(select * from ' ~ relation ~ ' where ' ~ wheres | join(' and ') ~ ') dbt_subquery') -%}
    {%- endif -%}
    {%- do return(relation) -%}
{%- endmacro %}

{% macro stands_in(column, keys_of) -%}
    {%- do return(column ~ ' in (select ' ~ column ~ ' from ' ~ relation_of(keys_of) ~ ')') -%}
{%- endmacro %}

{#- One, and written out: a view hands on to all of its tables what is equal to a constant. -#}
{% macro stands_in_sample(column) -%}
    {%- set written = 'true' if flags.FULL_REFRESH else stands_in('target_key', 'int_targets_scoped') -%}
    {%- set found = run_query(
        'select min(code) from (select ' ~ column ~ ' as code from ' ~ relation_of('fct_target')
        ~ ' where ' ~ column ~ ' is not null and ' ~ written ~ ' limit 300) as written'
    ) -%}
    {%- do return(column ~ " = '" ~ found.columns[0].values()[0] ~ "'") -%}
{%- endmacro %}

{% macro relation_of(name) -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name == name -%}
        {%- do return(node.relation_name) -%}
    {%- endfor -%}
{%- endmacro %}
