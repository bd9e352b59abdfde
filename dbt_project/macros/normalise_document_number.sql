{#- Bring a 文号 to one form: half-width digits, square brackets as 〔〕, without blanks.
    甘政发[2021] 62号 and 甘政发〔2021〕６２号 are the same document. -#}
{% macro normalise_document_number(column) -%}
    translate(
        regexp_replace(normalize({{ column }}, nfkc), '\s', '', 'g'),
        '[]()【】〖〗',
        '〔〕〔〕〔〕〔〕'
    )
{%- endmacro %}
