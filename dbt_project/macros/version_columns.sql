{#- What a target says, and what is therefore compared between two versions of its notice: not where
    it stands, for a section may be numbered anew without a change of what is promised. -#}
{% macro version_columns() -%}
    {{ return([
        'indicator_raw', 'comparator', 'value_raw', 'value_high_raw', 'unit_raw', 'change',
        'baseline_year', 'annual', 'binding', 'kind', 'scope', 'lead_raw', 'period_start',
        'deadline_date',
    ]) }}
{%- endmacro %}
