select
    target_key,
    notice_key,
    source_id,
    row_hash,
    failed_expectations
from {{ source('quarantine', 'target') }}
