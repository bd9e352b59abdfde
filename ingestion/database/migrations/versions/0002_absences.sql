alter table raw.page add column ended_by text
    check (ended_by in ('length', 'chunks', 'trailer', 'own_end'));

alter table raw.listed_link add column is_revisit boolean not null default false;

-- Landed pages that a site has answered 404 or 410 for since; a page that comes back leaves.
create table raw.absence (
    source_id text not null references raw.source,
    url text not null,
    http_status integer,
    first_missed_at timestamptz not null,
    last_missed_at timestamptz not null,
    times integer not null,     -- runs in a row
    gone_at timestamptz,        -- when it had been missing twice
    primary key (source_id, url)
);
