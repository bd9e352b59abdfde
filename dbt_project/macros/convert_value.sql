{#- Convert a printed value into the canonical unit. Most factors are exact, and so is the product.
    Those of 亩 and 个月 have no end in decimals (27 digits stand in the seed): their product is
    rounded to 6 places, or to 9 where it is below 1, which undoes what the end cut off. -#}
{% macro convert_value(value, factor) -%}
    trim_scale(
        case
            when scale({{ factor }}) < 20 then {{ value }} * {{ factor }}
            else round({{ value }} * {{ factor }}, case when abs({{ value }} * {{ factor }}) < 1 then 9 else 6 end)
        end
    )
{%- endmacro %}
