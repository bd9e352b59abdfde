{#- What two pages of one document have in common: the 文号; the text, where it is long enough to be
    one; the title, likewise, of one day and one region. Columns of stg_raw__notices. -#}
{% macro identities() -%}
    nullif(document_number, '') as number_identity,
    case when text_bytes >= 120 then text_sha256 else notice_key end as text_identity,
    case
        when length(title_normalised) >= 10 and written_date is not null
            then concat_ws(
                '@', title_normalised, written_date, coalesce(issuer_level, ''), coalesce(region_raw, '')
            )
    end as title_identity
{%- endmacro %}
