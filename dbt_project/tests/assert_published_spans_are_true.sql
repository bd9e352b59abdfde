-- substr(text, start + 1, end - start) = quote for every published target.
select
    targets.target_key,
    targets.quote
from {{ ref('fct_target') }} as targets
inner join {{ ref('int_notices_resolved') }} as notices on targets.notice_key = notices.notice_key
where
    substr(notices.notice_text, targets.char_start + 1, targets.char_end - targets.char_start)
    <> targets.quote
