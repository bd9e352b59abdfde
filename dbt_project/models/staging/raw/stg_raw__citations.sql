select
    notice_key,
    ordinal,
    char_start,
    char_end,
    quote,
    title as cited_title,
    number as cited_number_raw,
    {{ normalise_document_number('number') }} as cited_number,
    {{ normalise_title('title') }} as cited_title_normalised,
    is_repealed
from {{ source('raw', 'citation') }}
