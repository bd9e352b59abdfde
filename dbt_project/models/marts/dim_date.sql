-- Grain: one day, from 1990 to 2100: every deadline that validation lets pass.
with days as (
    select day::date as date_day
    from generate_series(date '1990-01-01', date '2100-12-31', interval '1 day') as days (day)
)

select
    days.date_day,
    extract(year from days.date_day)::integer as date_year,
    extract(quarter from days.date_day)::integer as date_quarter,
    extract(month from days.date_day)::integer as date_month,
    plan_periods.name as plan_period_name,
    coalesce(days.date_day = plan_periods.end_date, false) as is_plan_end
from days
left join {{ ref('plan_periods') }} as plan_periods
    on days.date_day between plan_periods.start_date and plan_periods.end_date
