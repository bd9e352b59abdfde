select
    fact_key as measure_key,
    notice_key,
    source_id,
    row_hash,
    failed_expectations,
    released_reason
from {{ source('quarantine', 'failed_row') }}
where fact_type = 'measure'
