-- Grain: one target or measure that has a deadline.
with facts as (
    select
        target_key as fact_key,
        'target' as fact_type,
        notice_key,
        region_code,
        sector_code,
        indicator_raw as subject,
        quote as commitment,
        deadline_date,
        deadline_status
    from {{ ref('fct_target') }}
    where deadline_date is not null and superseded_by is null and not is_repeat and not is_repost
    union all
    select
        measure_key as fact_key,
        'measure' as fact_type,
        notice_key,
        region_code,
        sector_code,
        section as subject,
        text as commitment,
        deadline_date,
        deadline_status
    from {{ ref('fct_measure') }}
    where deadline_date is not null and not is_repost
)

select
    fact_key,
    fact_type,
    notice_key,
    region_code,
    sector_code,
    subject,
    commitment,
    deadline_date,
    deadline_status,
    -- A band and not a count of days: a row changes when it matters, not every night.
    case
        when deadline_status = 'overdue' then 'overdue'
        when deadline_date < {{ as_of() }} + 31 then '30 days'
        when deadline_date < {{ as_of() }} + 91 then '90 days'
        when deadline_date < {{ as_of() }} + 366 then '1 year'
        else 'later'
    end as due_within
from facts
