-- What consumers follow. Append-only, and made where it is absent: by the publish that writes it first.
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

comment on table marts.publishes is
'One row is one publish that changed what people see. A publish that changed nothing has none.';
comment on column marts.publishes.publish_number is
'发布序号. Key: 1, 2, 3 ... in the order of the publishes.';
comment on column marts.publishes.published_at is
'发布时间. When it was published. No other table of marts holds a time of a run.';
comment on table marts.target_changes is
'One row is what one publish did to one target: a consumer who has applied publish n needs only the rows above n.';
comment on column marts.target_changes.publish_number is
'发布序号. The publish (marts.publishes).';
comment on column marts.target_changes.target_key is
'目标标识. The target in fct_target, where it still stands there.';
comment on column marts.target_changes.change_kind is
'变更类型. published: a new row; altered: other content under the same key; withdrawn: the row is gone.';
comment on column marts.target_changes.row_hash_before is
'变更前校验值. fct_target.row_hash before the publish; null for a row that was published.';
comment on column marts.target_changes.row_hash_after is
'变更后校验值. fct_target.row_hash after the publish; null for a row that was withdrawn. Equal to the one before where only deadline_status (the day) or parser_version (the program) changed.';
comment on column marts.target_changes.changed_columns is
'变更字段. Of an altered row the columns of fct_target that changed, row_hash itself left out; empty where only the way of hashing changed. Null for other rows.';
