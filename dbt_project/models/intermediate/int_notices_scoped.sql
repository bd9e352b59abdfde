-- The notices that this publish looks at: those that build or validate has touched since the last one,
-- and those that were repealed since, or are no longer.
{{ config(tags=['publish'], post_hook="analyze {{ this }}") }}
{% set held = rows_of_last_run('marts', 'dim_notice', ['notice_key', 'canonical_notice_key', 'repealed_by']) %}

with touched as (
    select
        notice_key,
        touch
    from {{ ref('stg_raw__touched_notices') }}
    where stage = 'publish' and part = 'notice'
),

repealed as (
    select
        notices.notice_key,
        repeals.repealed_by
    from {{ ref('int_notices_repealed') }} as repeals
    inner join {{ ref('int_notices_resolved') }} as notices
        on repeals.canonical_notice_key = notices.canonical_notice_key
),

repealed_before as (
    select
        held.notice_key,
        held.repealed_by
    from {{ held }} as held
    where held.repealed_by is not null
),

turned as (
    select coalesce(repealed.notice_key, seen.notice_key) as notice_key
    from repealed
    full join repealed_before as seen on repealed.notice_key = seen.notice_key
    where repealed.repealed_by is distinct from seen.repealed_by
),

found as (
    select * from touched
    union all
    select
        notice_key,
        0 as touch
    from turned
)

select
    notice_key,
    max(touch) as touch
from found
group by notice_key
