select
    source_id,
    publisher,
    region as region_raw,
    level as source_level,
    family,
    home,
    verified_date,
    is_sample,
    notices_floor,
    notices_ceiling,
    family = 'folder' as is_folder
from {{ source('raw', 'source') }}
