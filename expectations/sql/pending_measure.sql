create unlogged table quarantine.pending_measure as
select
    m.*,
    -- A date may be `infinity`: then it is its row that must fail, not this statement.
    case
        when isfinite(m.deadline_date) then extract(year from m.deadline_date)::integer
        when m.deadline_date is not null then 9999
    end as deadline_year,
    case
        when isfinite(m.deadline_date) and isfinite(m.written_date)
            then (extract(year from m.deadline_date) - extract(year from m.written_date))::integer
    end as years_to_deadline
from intermediate.int_measures_resolved as m
inner join quarantine.pending_notice as n on m.notice_key = n.notice_key
