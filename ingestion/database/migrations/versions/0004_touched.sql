-- The notices that changed and that a later stage has not followed yet. Triggers write it, so that no
-- writer can forget; the stage that has followed takes its rows away. A row too many costs time, no more.
create sequence raw.touch;
create table raw.touched_notice (
    stage text not null check (stage in ('build', 'publish')),
    part text not null check (part in ('notice', 'citations')),  -- all of it, or what it cites only
    notice_key text not null,                                    -- `*`: everything
    touch bigint not null default nextval('raw.touch'),          -- a later touch has a greater number
    primary key (stage, part, notice_key)
);

create function raw.touch_notices(stage text, part text, keys text[]) returns void language sql as $$
    insert into raw.touched_notice (stage, part, notice_key)
    select $1, $2, key from unnest($3) as key group by key
    on conflict (stage, part, notice_key) do update set touch = excluded.touch
$$;

-- A notice, or what was read in it.
create function raw.touch_read() returns trigger language plpgsql as $$
begin
    perform raw.touch_notices('build', 'notice', array(select distinct notice_key from changed));
    return null;
end
$$;

-- Which version of a page is current goes by when each was last seen.
create function raw.touch_seen() returns trigger language plpgsql as $$
begin
    perform raw.touch_notices('build', 'notice', array(
        select n.notice_key
        from changed as c
        inner join raw.notice as n on c.page_key = n.notice_key
        where exists (
            select 1 from raw.notice as o
            where o.source_id = n.source_id and o.url = n.url and o.notice_key <> n.notice_key
        )
    ));
    return null;
end
$$;

-- A notice without a region of its own stands where its source does.
create function raw.touch_source() returns trigger language plpgsql as $$
begin
    perform raw.touch_notices('build', 'notice', array(
        select n.notice_key
        from changed as c
        inner join replaced as r on c.source_id = r.source_id
        inner join raw.notice as n on c.source_id = n.source_id
        where
            (c.publisher, c.region, c.level, c.family)
            is distinct from (r.publisher, r.region, r.level, r.family)
    ));
    return null;
end
$$;

-- What is kept back, or no longer: the facts that build gave stay as they are.
create function raw.touch_judged() returns trigger language plpgsql as $$
begin
    perform raw.touch_notices('publish', 'notice', array(select distinct notice_key from changed));
    return null;
end
$$;

create function raw.touch_released() returns trigger language plpgsql as $$
begin
    perform raw.touch_notices('publish', 'notice', array(
        select f.notice_key
        from changed as c
        inner join quarantine.release as r on c.release_id = r.release_id
        inner join quarantine.failed_row as f on r.fact_key = f.fact_key
    ));
    return null;
end
$$;

do $$
declare
    facts text;
    follow text;
begin
    foreach facts in array array[
        'raw.notice', 'raw.target', 'raw.measure', 'raw.citation', 'quarantine.target', 'quarantine.measure'
    ] loop
        follow := ' for each statement execute function raw.'
            || case split_part(facts, '.', 1) when 'raw' then 'touch_read()' else 'touch_judged()' end;
        execute 'create trigger touch_insert after insert on ' || facts
            || ' referencing new table as changed' || follow;
        execute 'create trigger touch_update after update on ' || facts
            || ' referencing new table as changed' || follow;
        execute 'create trigger touch_delete after delete on ' || facts
            || ' referencing old table as changed' || follow;
    end loop;
end
$$;
-- Of what is truncated no row is told: all is to be built anew.
create function raw.touch_everything() returns trigger language plpgsql as $$
begin
    perform raw.touch_notices('build', 'notice', array['*']);
    return null;
end
$$;
do $$
declare
    facts text;
begin
    foreach facts in array array[
        'raw.notice', 'raw.target', 'raw.measure', 'raw.citation', 'raw.sighting', 'raw.source',
        'quarantine.target', 'quarantine.measure'
    ] loop
        execute 'create trigger touch_truncate after truncate on ' || facts
            || ' for each statement execute function raw.touch_everything()';
    end loop;
end
$$;
create trigger touch_insert after insert on raw.sighting referencing new table as changed
for each statement execute function raw.touch_seen();
create trigger touch_update after update on raw.sighting referencing new table as changed
for each statement execute function raw.touch_seen();
create trigger touch_update after update on raw.source
referencing new table as changed old table as replaced
for each statement execute function raw.touch_source();
create trigger touch_insert after insert on quarantine.release referencing new table as changed
for each statement execute function raw.touch_released();
create trigger touch_insert after insert on quarantine.revocation referencing new table as changed
for each statement execute function raw.touch_released();

-- Of the rows that failed, few were ever released: only those are asked which release stands.
create or replace view quarantine.failed_row as
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
    on r.fact_key = f.fact_key
    and r.release_id
    = quarantine.find_release(f.fact_type, f.fact_key, f.row_hash, f.failed_expectations);

-- What was landed before this table was there.
insert into raw.touched_notice (stage, part, notice_key) values ('build', 'notice', '*');
