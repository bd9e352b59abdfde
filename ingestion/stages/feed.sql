-- What consumers follow. Append-only, and made where it is absent: by the publish that writes it first.
-- What the columns mean stands in dbt_project/models/marts/_feed__sources.yml.
create table marts.publishes (
    publish_number bigint primary key check (publish_number > 0),
    published_at timestamptz not null
);
create table marts.target_changes (
    publish_number bigint not null
    references marts.publishes deferrable initially deferred,   -- its row comes last
    target_key text not null,
    change_kind text not null check (change_kind in ('published', 'altered', 'withdrawn')),
    row_hash_before text,
    row_hash_after text,
    changed_columns text[],
    primary key (publish_number, target_key),
    check ((change_kind = 'published') = (row_hash_before is null)),
    check ((change_kind = 'withdrawn') = (row_hash_after is null)),
    check ((change_kind = 'altered') = (changed_columns is not null))
);
create index on marts.target_changes (target_key, publish_number);
create trigger append_only before update or delete or truncate on marts.publishes
for each statement execute function raw.refuse_change();
create trigger append_only before update or delete or truncate on marts.target_changes
for each statement execute function raw.refuse_change();
