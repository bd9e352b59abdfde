{#- Convert a printed value into the canonical unit.
    The factors of 亩 and 个月 have no end in decimals: 12 places undo what that leaves. -#}
{% macro convert_value(value, factor) -%}
    trim_scale(round({{ value }} * {{ factor }}, 12))
{%- endmacro %}
