select
    fact_key as target_key,
    notice_key,
    source_id,
    row_hash,
    failed_expectations,
    released_reason
from {{ source('quarantine', 'failed_row') }}
where fact_type = 'target'
