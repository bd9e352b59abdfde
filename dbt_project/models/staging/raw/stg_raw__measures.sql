select
    notice_key,
    ordinal,
    char_start,
    char_end,
    text as measure_text,
    nullif(array_to_string(section, ' / '), '') as section,
    deadline as deadline_date,
    lead as lead_bodies,
    support as support_bodies
from {{ source('raw', 'measure') }}
