-- A row a notice whose rows are not the ones that were judged, or were judged by other suites, and
-- one a notice that was judged and is gone, as a reading that holds nothing any more.
-- Held as a table: the judging runs over the batch, whatever the warehouse has grown to.
create unlogged table quarantine.pending_notice as
with hashed as (
    select
        n.notice_key,
        n.source_id,
        n.url,
        n.written_date,
        n.region_code,
        c.rows_hash,
        c.targets::integer as targets,
        c.measures::integer as measures
    from intermediate.int_notices_counted as c
    inner join intermediate.int_notices_resolved as n on c.notice_key = n.notice_key
    left join quarantine.validated as v on c.notice_key = v.notice_key
    where (v.rows_hash, v.suite_hash) is distinct from (c.rows_hash, {suite_hash})
),

pages as not materialized (
    select
        p.page_key,
        p.source_id,
        p.url,
        p.fetched_at,
        greatest(p.fetched_at, s.last_seen_at) as last_seen_at
    from raw.page as p
    left join raw.sighting as s on p.page_key = s.page_key
),

-- Its page is no notice any more (a selector finds nothing, a parser rejects it), and no newer
-- version of the page stands in its place: then the newer one is held against it instead.
lost as (
    select
        v.notice_key,
        coalesce(p.source_id, '(page gone)') as source_id,
        coalesce(p.url, v.notice_key) as url,
        v.targets,
        v.measures
    from quarantine.validated as v
    left join pages as p on v.notice_key = p.page_key
    left join intermediate.int_notices_resolved as c
        on c.is_current and p.source_id = c.source_id and p.url = c.url
    where
        not exists (
            select 1 from intermediate.int_notices_resolved as n where n.notice_key = v.notice_key
        )
        and (
            c.notice_key is null
            or not exists (
                select 1 from pages as later
                where
                    later.source_id = p.source_id and later.url = p.url
                    and (later.last_seen_at, later.fetched_at, later.page_key)
                    > (p.last_seen_at, p.fetched_at, p.page_key)
            )
        )
)

select
    hashed.*,
    false as is_lost,
    earlier.targets as targets_before,
    earlier.measures as measures_before
from hashed
-- What the last judged reading held: of this very page, else of the version before it.
left join lateral (
    select e.targets, e.measures
    from quarantine.validated as e
    inner join raw.page as p on e.notice_key = p.page_key
    where p.source_id = hashed.source_id and p.url = hashed.url
    order by (e.notice_key = hashed.notice_key) desc, p.fetched_at desc
    limit 1
) as earlier on true
union all
select
    notice_key,
    source_id,
    url,
    null as written_date,
    null as region_code,
    md5('') as rows_hash,
    0 as targets,
    0 as measures,
    true as is_lost,
    targets as targets_before,
    measures as measures_before
from lost
