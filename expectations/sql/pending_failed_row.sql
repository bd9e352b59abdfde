-- A row a failing row: all the rules it fails, and the release that stands for it as it is now.
create unlogged table quarantine.pending_failed_row as
with failed as (
    select
        f.kind,
        f.key,
        coalesce(t.row_hash, m.row_hash) as row_hash,
        array_agg(distinct f.expectation order by f.expectation) as rules
    from quarantine.pending_failure as f
    left join quarantine.pending_target as t on f.kind = 'target' and f.key = t.target_key
    left join quarantine.pending_measure as m on f.kind = 'measure' and f.key = m.measure_key
    group by f.kind, f.key, coalesce(t.row_hash, m.row_hash)
)

select
    failed.*,
    quarantine.find_release(kind, key, row_hash, rules) as release_id
from failed
