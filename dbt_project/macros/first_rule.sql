{#- The first rule, by priority, whose pattern is found in a text.
    Keep one vocabulary a query: Postgres holds 32 compiled patterns, and two lists of rules in
    turn would compile them anew for every row. -#}
{% macro first_rule(rules, code, text) -%}
    left join lateral (
        select
            rules.rule_id,
            rules.{{ code }}
        from {{ rules }} as rules
        where {{ text }} ~ rules.pattern
        order by rules.priority
        limit 1
    ) as matched on true
{%- endmacro %}
