{#- Hash the content that people will see. No time enters it, so that the same content has the
    same hash whenever it was built. A null and an empty text differ. -#}
{% macro row_hash(columns) -%}
    md5(row({{ columns | join(', ') }})::text)
{%- endmacro %}
