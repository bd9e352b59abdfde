-- The notices that this publish looks at: those that build or validate has touched since the last one.
{{ config(tags=['publish'], post_hook="analyze {{ this }}") }}

select
    notice_key,
    touch
from {{ ref('stg_raw__touched_notices') }}
where stage = 'publish' and part = 'notice'
