-- Where each notice belongs, which version is current, and which page is the document's own.
create table bare.notice as
with places as (
    select
        r.region_code::text as region_code, r.name, r.level,
        coalesce(case when r.level = 'province' then r.name end,
            case when p.level = 'province' then p.name end,
            case when g.level = 'province' then g.name end) as province
    from staging.regions as r
    left join staging.regions as p on r.parent_code::text = p.region_code::text
    left join staging.regions as g on p.parent_code::text = g.region_code::text
),
placed as (
    select name, level, province, min(region_code) as region_code
    from places
    group by name, level, province
    having count(*) = 1
),
versions as (
    select
        n.*,
        row_number() over (
            partition by n.source_id, n.url order by p.fetched_at desc, n.notice_key desc
        ) = 1 as is_current
    from raw.notice as n
    inner join raw.page as p on n.notice_key = p.page_key
)
select
    v.notice_key, v.source_id, v.text, v.written_date, v.parser_version, placed.region_code,
    first_value(v.notice_key) over (
        partition by v.document_number
        order by (s.publisher = any(v.issuers)) desc, v.source_id, v.url
    ) <> v.notice_key as is_repost
from versions as v
inner join raw.source as s on v.source_id = s.source_id
left join placed
    on v.region = placed.name and v.level = placed.level
    and v.province is not distinct from placed.province
where v.is_current;
create index on bare.notice (notice_key);
analyze bare.notice;
