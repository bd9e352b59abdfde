{#- Name a span by all that its check depends on: the text, where it stands, what it says there. -#}
{% macro span_key(notice_key, text_sha256, char_start, char_end, quote) -%}
    md5(concat_ws('|', {{ notice_key }}, {{ text_sha256 }}, {{ char_start }}, {{ char_end }}, {{ quote }}))
{%- endmacro %}
