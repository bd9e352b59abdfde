-- The last whole crawl and the last night of each source, where it missed its floor or passed its
-- ceiling and nobody has accepted that. It makes a batch of its own: a crawl that finds nothing brings no notice that would make one.
create unlogged table quarantine.pending_run as
with last_run as (
    select distinct on (source_id, since is null) *
    from raw.run
    order by source_id asc, since is null, started_at desc, run_id desc
),

measured as (
    select
        r.run_id,
        r.source_id,
        case
            when r.since is null and r.until is null
                then greatest(s.notices_floor - (r.landed + r.seen_again), 0)
            else 0
        end as missing_from_floor,
        case
            when r.since is not null
                then greatest(
                    r.landed - s.notices_ceiling
                    * greatest(coalesce(r.until, r.landed_at::date) - r.since, 1),
                    0
                )
            else 0
        end as over_ceiling
    from last_run as r
    inner join raw.source as s on r.source_id = s.source_id
)

select
    run_id,
    source_id,
    coalesce(missing_from_floor, 0) as missing_from_floor,
    coalesce(over_ceiling, 0) as over_ceiling
from measured
where
    (missing_from_floor > 0 or over_ceiling > 0)
    and not exists (
        select 1
        from quarantine.batch as b
        where b.verdict = 'accepted' and b.detail -> 'runs' ? measured.run_id
    )
