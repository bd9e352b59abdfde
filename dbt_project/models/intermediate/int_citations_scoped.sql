-- The notices whose citations this publish looks at.
{{ config(tags=['publish'], post_hook="analyze {{ this }}") }}

select
    notice_key,
    max(touch) as touch
from {{ ref('stg_raw__touched_notices') }}
where stage = 'publish'
group by notice_key
