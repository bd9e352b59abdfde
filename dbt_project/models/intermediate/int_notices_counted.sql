-- How many facts a current notice holds, and a hash over them all: what counts and compares notices
-- need not read their facts.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}

with facts as (
    select
        notice_key,
        row_hash,
        true as is_target,
        kind = 'numeric' and unit_code is null as is_without_unit,
        indicator_code is null as is_without_indicator,
        deadline_date is null as is_without_deadline
    from {{ ref('int_targets_resolved') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
    union all
    select
        notice_key,
        row_hash,
        false as is_target,
        false as is_without_unit,
        false as is_without_indicator,
        false as is_without_deadline
    from {{ ref('int_measures_resolved') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
)

select
    notices.notice_key,
    notices.source_id,
    md5(coalesce(string_agg(facts.row_hash, '' order by facts.row_hash), '')) as rows_hash,
    count(*) filter (where facts.is_target) as targets,
    count(*) filter (where not facts.is_target) as measures,
    count(*) filter (where facts.is_without_unit) as targets_without_unit,
    count(*) filter (where facts.is_target and facts.is_without_indicator) as targets_without_indicator,
    count(*) filter (where facts.is_target and facts.is_without_deadline) as targets_without_deadline
from {{ ref('int_notices_resolved') }} as notices
left join facts on notices.notice_key = facts.notice_key
where notices.is_current and {{ only_in('int_notices_affected', 'notices.notice_key') }}
group by notices.notice_key, notices.source_id
