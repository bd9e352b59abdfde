-- The versions whose difference from the one before this publish looks at: where it looks at either.
{{ config(tags=['publish'], post_hook="analyze {{ this }}") }}

select notice_key
from {{ ref('int_notices_scoped') }}
union
select pairs.notice_key
from {{ ref('int_versions_paired') }} as pairs
inner join {{ ref('int_notices_scoped') }} as scoped on pairs.previous_notice_key = scoped.notice_key
