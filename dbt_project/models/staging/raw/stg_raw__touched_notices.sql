select
    stage,
    part,
    notice_key,
    touch
from {{ source('raw', 'touched_notice') }}
