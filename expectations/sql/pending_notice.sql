-- A row a notice whose rows are not the ones that were judged, or were judged by other suites.
-- Held as a table: the judging runs over the batch, whatever the warehouse has grown to.
create unlogged table quarantine.pending_notice as
with held as (
    select notice_key, row_hash, 1 as target, 0 as measure
    from intermediate.int_targets_resolved
    union all
    select notice_key, row_hash, 0 as target, 1 as measure
    from intermediate.int_measures_resolved
),

hashed as (
    select
        n.notice_key,
        n.source_id,
        n.url,
        n.written_date,
        n.region_code,
        md5(coalesce(string_agg(h.row_hash, '' order by h.row_hash), '')) as rows_hash,
        coalesce(sum(h.target), 0)::integer as targets,
        coalesce(sum(h.measure), 0)::integer as measures
    from intermediate.int_notices_resolved as n
    left join held as h on n.notice_key = h.notice_key
    where n.is_current
    group by n.notice_key, n.source_id, n.url, n.written_date, n.region_code
)

select
    hashed.*,
    earlier.targets as targets_before,
    earlier.measures as measures_before
from hashed
left join quarantine.validated as v on hashed.notice_key = v.notice_key
-- What the last judged reading held: of this very page, else of the version before it.
left join lateral (
    select e.targets, e.measures
    from quarantine.validated as e
    inner join raw.page as p on e.notice_key = p.page_key
    where p.source_id = hashed.source_id and p.url = hashed.url
    order by (e.notice_key = hashed.notice_key) desc, p.fetched_at desc
    limit 1
) as earlier on true
where (v.rows_hash, v.suite_hash) is distinct from (hashed.rows_hash, {suite_hash})
