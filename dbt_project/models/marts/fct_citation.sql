-- Grain: one document named in the current version of one notice.
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_citations_scoped', 'notice_key') }}"
) }}

select
    citation_key,
    notice_key,
    cited_notice_key,
    cited_number,
    cited_title,
    resolution_method,
    is_repealed,
    quote,
    char_start,
    char_end
from {{ ref('int_citations_resolved') }}
where {{ only_in('int_citations_scoped', 'notice_key') }}
