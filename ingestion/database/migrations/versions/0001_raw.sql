create schema raw;
create schema quarantine;

create table raw.writer (token bigint not null, taken_at timestamptz);
insert into raw.writer values (0, null);

create table raw.source (
    source_id text primary key,
    publisher text not null,
    region text not null,
    level text not null,
    family text not null,
    home text not null,
    verified_date date,
    is_sample boolean not null,
    notices_floor integer,      -- fewest notices expected of a whole crawl
    notices_ceiling integer,    -- most notices expected of one night
    runbook text
);

create table raw.run (
    run_id text primary key,
    source_id text not null references raw.source,
    since date,
    until date,
    started_at timestamptz not null,
    landed_at timestamptz not null,
    listed integer not null,
    landed integer not null,
    seen_again integer not null,
    rejected integer not null
);
create index on raw.run (source_id, started_at);

create table raw.page (
    page_key text primary key,
    source_id text not null references raw.source,
    url text not null,
    kind text not null check (kind in ('notice', 'list', 'attachment')),
    body bytea compression lz4 not null,
    body_sha256 text not null,
    body_bytes integer not null,
    http_status integer,
    content_type text,
    charset text,
    charset_basis text,
    charset_declared text,
    etag text,
    last_modified text,
    final_url text,
    title_listed text,
    listed_date date,
    first_run_id text not null references raw.run,
    fetched_at timestamptz not null,
    parsed_with text,           -- the one column that changes: the parser that last read the page
    unique (source_id, url, body_sha256)
);
create index on raw.page (parsed_with) where kind = 'notice';
create index on raw.page (source_id, url, fetched_at);

create table raw.sighting (
    page_key text primary key references raw.page,
    last_seen_at timestamptz not null,
    last_run_id text not null,
    times integer not null
);

create table raw.listed_link (
    run_id text not null references raw.run,
    source_id text not null,
    url text not null,
    title text,
    listed_date date,
    outcome text not null check (outcome in ('landed', 'seen_again', 'rejected')),
    primary key (run_id, source_id, url)
);

create table raw.rejection (
    rejection_key text primary key,
    source_id text not null references raw.source,
    url text not null,
    stage text not null check (stage in ('fetch', 'land', 'parse')),
    reason text not null,
    detail text not null,
    body bytea compression lz4,
    body_sha256 text,
    http_status integer,
    first_run_id text,
    rejected_at timestamptz not null
);
create index on raw.rejection (source_id, rejected_at);

create table raw.notice (
    notice_key text primary key references raw.page (page_key),
    source_id text not null,
    url text not null,
    name text not null,         -- the last part of the url without its ending
    text text compression lz4 not null,
    text_sha256 text not null,
    title text,
    document_number text,
    issuers text[] not null,
    level text,
    region text,
    province text,
    written_date date check (isfinite(written_date)),
    published_date date check (isfinite(published_date)),
    index_number text,
    validity text,
    source_site text,
    is_repost boolean not null,
    flags text[] not null,
    parser_version text not null
);
create index on raw.notice (source_id, url);

create table raw.section (
    notice_key text not null references raw.notice on delete cascade,
    ordinal integer not null,
    char_start integer not null check (char_start >= 0),
    char_end integer not null check (char_end > char_start),
    level smallint not null,
    heading text not null,
    path text[] not null,
    primary key (notice_key, ordinal)
);

create table raw.sentence (
    notice_key text not null references raw.notice on delete cascade,
    ordinal integer not null,
    char_start integer not null check (char_start >= 0),
    char_end integer not null check (char_end > char_start),
    section text[] not null,
    primary key (notice_key, ordinal)
);

create table raw.target (
    notice_key text not null references raw.notice on delete cascade,
    ordinal integer not null,
    char_start integer not null check (char_start >= 0),
    char_end integer not null check (char_end > char_start),
    quote text not null,
    indicator text not null,
    comparator text,
    value numeric check (value > '-Infinity' and value < 'Infinity'),  -- NaN is above Infinity
    value_high numeric check (value_high > '-Infinity' and value_high < 'Infinity'),
    unit text,
    change text,
    baseline_year integer,
    deadline date check (isfinite(deadline)),
    deadline_basis text not null,
    period_start date check (isfinite(period_start)),
    scope text,
    lead text[] not null,
    binding text,
    annual boolean not null,
    kind text not null,
    is_repeat boolean not null,
    section text[] not null,
    primary key (notice_key, ordinal)
);

create table raw.measure (
    notice_key text not null references raw.notice on delete cascade,
    ordinal integer not null,
    char_start integer not null check (char_start >= 0),
    char_end integer not null check (char_end > char_start),
    text text not null,
    section text[] not null,
    deadline date check (isfinite(deadline)),
    lead text[] not null,
    support text[] not null,
    primary key (notice_key, ordinal)
);

create table raw.citation (
    notice_key text not null references raw.notice on delete cascade,
    ordinal integer not null,
    char_start integer not null check (char_start >= 0),
    char_end integer not null check (char_end > char_start),
    quote text not null,
    title text,
    number text,
    primary key (notice_key, ordinal)
);

create table quarantine.batch (
    batch_id text primary key,
    judged_at timestamptz not null,
    verdict text not null check (verdict in ('passed', 'refused', 'accepted')),
    failed_expectations text[] not null,
    sources text[] not null,
    notices integer not null,
    rows_judged integer not null,
    rows_quarantined integer not null,
    suite_hash text not null,
    detail jsonb not null,
    accepted_because text
);

create table quarantine.validated (
    notice_key text primary key,
    rows_hash text not null,
    suite_hash text not null,
    targets integer not null,   -- how many rows were judged: the next reading is compared with it
    measures integer not null,
    batch_id text not null references quarantine.batch
);

create table quarantine.target (
    target_key text primary key,
    notice_key text not null,
    source_id text not null,
    row_hash text not null,
    failed_expectations text[] not null,
    row_content jsonb not null,
    batch_id text not null references quarantine.batch,
    quarantined_at timestamptz not null
);

create table quarantine.measure (
    measure_key text primary key,
    notice_key text not null,
    source_id text not null,
    row_hash text not null,
    failed_expectations text[] not null,
    row_content jsonb not null,
    batch_id text not null references quarantine.batch,
    quarantined_at timestamptz not null
);
