-- A person's word that a row is right although it fails rules. It holds for what the row said and for
-- the rules it failed then: a row that is read differently, or fails another rule, is another case.
create table quarantine.release (
    release_id bigint generated always as identity primary key,
    fact_type text not null check (fact_type in ('target', 'measure')),
    fact_key text not null,     -- target_key or measure_key
    row_hash text not null,
    failed_expectations text[] not null check (cardinality(failed_expectations) > 0),
    reason text not null check (btrim(reason) <> ''),
    released_by text not null check (btrim(released_by) <> ''),
    released_at timestamptz not null
);
create index on quarantine.release (fact_key);

-- A release that was taken back: at most once, for a later one is a release of its own.
create table quarantine.revocation (
    release_id bigint primary key references quarantine.release,
    reason text not null check (btrim(reason) <> ''),
    revoked_by text not null check (btrim(revoked_by) <> ''),
    revoked_at timestamptz not null
);

create function raw.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception using
        errcode = 'restrict_violation',
        message = tg_table_schema || '.' || tg_table_name || ' is append-only';
end
$$;
create trigger append_only before update or delete or truncate on quarantine.release
for each statement execute function raw.refuse_change();
create trigger append_only before update or delete or truncate on quarantine.revocation
for each statement execute function raw.refuse_change();

-- The one place that says which release stands for a row as it is now: null for none.
create function quarantine.find_release(
    fact_type text, fact_key text, row_hash text, failed_expectations text[]
) returns bigint language sql stable as $$
    select max(r.release_id)
    from quarantine.release as r
    where
        (r.fact_type, r.fact_key, r.row_hash) = ($1, $2, $3)
        and $4 <@ r.failed_expectations
        and not exists (select 1 from quarantine.revocation as v where v.release_id = r.release_id)
$$;

-- Every row that failed, with the release that stands for it.
create view quarantine.failed_row as
with failed as (
    select
        'target' as fact_type, target_key as fact_key, notice_key, source_id, row_hash,
        failed_expectations, row_content, quarantined_at
    from quarantine.target
    union all
    select
        'measure' as fact_type, measure_key as fact_key, notice_key, source_id, row_hash,
        failed_expectations, row_content, quarantined_at
    from quarantine.measure
)

select
    f.*,
    r.release_id,
    r.reason as released_reason,
    r.released_by,
    r.released_at
from failed as f
left join quarantine.release as r
    on r.release_id
    = quarantine.find_release(f.fact_type, f.fact_key, f.row_hash, f.failed_expectations);
