-- Grain: one target or measure that has a deadline. A view: a filter on region_code or deadline_date
-- goes through it to the indexes of the facts.
{{ config(materialized='view') }}

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
    facts.fact_key,
    facts.fact_type,
    facts.notice_key,
    facts.region_code,
    facts.sector_code,
    facts.subject,
    facts.commitment,
    facts.deadline_date,
    facts.deadline_status,
    case
        when facts.deadline_status = 'overdue' then 'overdue'
        when facts.deadline_date < days.as_of_date + 31 then '30 days'
        when facts.deadline_date < days.as_of_date + 91 then '90 days'
        when facts.deadline_date < days.as_of_date + 366 then '1 year'
        else 'later'
    end as due_within
from facts
cross join {{ ref('mart_as_of') }} as days
