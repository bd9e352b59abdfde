select
    rejection_key,
    source_id,
    url,
    stage,
    reason
from {{ source('raw', 'rejection') }}
