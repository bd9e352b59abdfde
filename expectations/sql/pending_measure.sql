create unlogged table quarantine.pending_measure as
select
    m.*,
    extract(year from m.deadline_date)::integer as deadline_year,
    (extract(year from m.deadline_date) - extract(year from m.written_date))::integer
        as years_to_deadline
from intermediate.int_measures_resolved as m
inner join quarantine.pending_notice as n on m.notice_key = n.notice_key
