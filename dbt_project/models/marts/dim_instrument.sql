-- Grain: one policy instrument, named as in the Climate Policy Database.
select
    instrument_code,
    name_zh as instrument_name_zh,
    name_en as instrument_name_en,
    nullif(parent_code, '') as parent_instrument_code
from {{ ref('instruments') }}
