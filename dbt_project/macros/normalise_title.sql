{#- Bring a title to what counts for a match: the document's own name, without the words of the
    cover letter around it (某某关于印发…的通知), without blanks, quotes and punctuation. -#}
{% macro normalise_title(column) -%}
    regexp_replace(
        lower(regexp_replace(normalize({{ column }}, nfkc), '[\s[:punct:]“”‘’《》〈〉、，。：；—…·]', '', 'g')),
        '^.*关于(印发|转发|发布|下达)|的?(通知|公告)$', '', 'g'
    )
{%- endmacro %}
