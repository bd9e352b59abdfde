-- What the gate looks at: a row a source of the batch, and one for all of them where they are many.
create unlogged table quarantine.pending_source as
with failed as (
    select kind, key from quarantine.pending_failed_row
    where release_id is null
),

target_counts as (
    select
        t.notice_key,
        count(f.key) as quarantined,
        count(*) filter (where t.is_span_true is not true) as false_spans,
        count(*) filter (where t.deadline_date is null) as without_deadline
    from quarantine.pending_target as t
    left join failed as f on f.kind = 'target' and t.target_key = f.key
    group by t.notice_key
),

measure_counts as (
    select
        m.notice_key,
        count(f.key) as quarantined,
        count(*) filter (where m.is_span_true is not true) as false_spans
    from quarantine.pending_measure as m
    left join failed as f on f.kind = 'measure' and m.measure_key = f.key
    group by m.notice_key
),

by_source as (
    select
        n.source_id,
        count(*) filter (where not n.is_lost) as notices,
        count(*) filter (where n.is_lost) as notices_lost,
        count(*) filter (where n.written_date is null and not n.is_lost) as notices_without_date,
        sum(n.targets) as targets,
        sum(n.measures) as measures,
        sum(n.targets) filter (where n.targets_before is not null) as targets_now,
        sum(n.targets_before) as targets_before,
        sum(n.measures) filter (where n.measures_before is not null) as measures_now,
        sum(n.measures_before) as measures_before,
        sum(t.quarantined) as targets_quarantined,
        sum(m.quarantined) as measures_quarantined,
        coalesce(sum(t.false_spans), 0) + coalesce(sum(m.false_spans), 0) as false_spans,
        sum(t.without_deadline) as targets_without_deadline
    from quarantine.pending_notice as n
    left join target_counts as t on n.notice_key = t.notice_key
    left join measure_counts as m on n.notice_key = m.notice_key
    group by n.source_id
),

-- How the source's notices were before, this batch left out; half hold targets while none is known.
past as (
    select
        p.source_id,
        (count(*) filter (where v.targets > 0) + 1.0) / (count(*) + 2.0) as holding_share
    from quarantine.validated as v
    inner join raw.page as p on v.notice_key = p.page_key
    where
        p.source_id in (select source_id from by_source)
        and v.notice_key not in (select notice_key from quarantine.pending_notice)
    group by p.source_id
),

run_counts as (
    select
        source_id,
        max(missing_from_floor) as missing_from_floor,
        max(over_ceiling) as over_ceiling
    from quarantine.pending_run
    group by source_id
),

measured as (
    select
        coalesce(b.source_id, r.source_id) as source_id,
        coalesce(b.notices, 0) as notices,
        coalesce(b.notices_lost, 0) as notices_lost,
        coalesce(b.notices_without_date, 0) as notices_without_date,
        coalesce(b.targets, 0) as targets,
        coalesce(b.measures, 0) as measures,
        coalesce(b.targets_now, 0) as targets_now,
        coalesce(b.targets_before, 0) as targets_before,
        coalesce(b.measures_now, 0) as measures_now,
        coalesce(b.measures_before, 0) as measures_before,
        coalesce(b.targets_quarantined, 0) as targets_quarantined,
        coalesce(b.measures_quarantined, 0) as measures_quarantined,
        coalesce(b.false_spans, 0) as false_spans,
        coalesce(b.targets_without_deadline, 0) as targets_without_deadline,
        coalesce(r.missing_from_floor, 0) as missing_from_floor,
        coalesce(r.over_ceiling, 0) as over_ceiling,
        case when b.notices is null then 1.0 else
            exp(greatest(b.notices * ln(1 - coalesce(past.holding_share, 0.5)), -700))
        end as chance_of_no_targets
    from by_source as b
    full join run_counts as r on b.source_id = r.source_id
    left join past on b.source_id = past.source_id
)

select * from measured
union all
select
    '(all sources)' as source_id,
    sum(notices),
    sum(notices_lost),
    sum(notices_without_date),
    sum(targets),
    sum(measures),
    sum(targets_now),
    sum(targets_before),
    sum(measures_now),
    sum(measures_before),
    sum(targets_quarantined),
    sum(measures_quarantined),
    sum(false_spans),
    sum(targets_without_deadline),
    0 as missing_from_floor,     -- floors and ceilings belong to one source
    0 as over_ceiling,
    exp(greatest(sum(ln(chance_of_no_targets)), -700)) as chance_of_no_targets
from measured
having count(*) > 1
