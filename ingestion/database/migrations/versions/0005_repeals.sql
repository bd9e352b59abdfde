-- What a notice says of the end of others, and of its own. Pages read by an earlier parser have
-- neither until they are read again (`luce parse --all`).
alter table raw.citation add column is_repealed boolean not null default false;
alter table raw.notice
add column valid_until date check (isfinite(valid_until)),
add column validity_clause text;
