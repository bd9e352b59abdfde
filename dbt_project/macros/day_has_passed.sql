{#- Whether the status of a deadline may differ between the days that the marts were made for and this
    one: as people see them, and as a publish that broke off may have left their candidates. -#}
{% macro day_has_passed(deadline) -%}
    {%- set days = [as_of()] -%}
    {%- for schema in ('marts', 'marts_next') -%}
        {%- set made_for = last_run(schema, 'mart_as_of') -%}
        {%- if made_for -%}
            {%- do days.append('(select as_of_date from ' ~ made_for ~ ')') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ deadline }} >= least({{ days | join(', ') }}) and {{ deadline }} < greatest({{ days | join(', ') }})
{%- endmacro %}
