{#- Convert a printed value into the canonical unit. Most factors are exact, and so is the product.
    Those of 亩 and 个月 have no end in decimals (27 digits stand in the seed): their product is
    rounded to 6 places, or to 6 digits where it is below 1, which undoes what the end cut off. -#}
{% macro convert_value(value, factor) -%}
    trim_scale(
        case
            when scale({{ factor }}) < 20 or {{ value }} = 0 then {{ value }} * {{ factor }}
            else round(
                {{ value }} * {{ factor }},
                greatest(6, 5 - floor(log(abs({{ value }} * {{ factor }})))::integer)
            )
        end
    )
{%- endmacro %}
