{#- Reduce a printed form to what counts for a match: half-width, without blanks and quotes.
    The same rule as normalise_surface in ingestion/vocabulary.py; a test holds them together. -#}
{% macro normalise_surface(column) -%}
    lower(regexp_replace(normalize({{ column }}, nfkc), '[\s“”‘’"''《》「」]', '', 'g'))
{%- endmacro %}
