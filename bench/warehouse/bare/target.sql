-- The rows of marts.fct_target from raw and the seeds, in one statement.
create table bare.target as
with forms as (
    select
        lower(regexp_replace(normalize(s.surface, nfkc), '[\s“”‘’"''《》「」]', '', 'g')) as surface,
        s.unit_code, s.factor, u.dimension
    from staging.unit_surfaces as s
    inner join staging.units as u on s.unit_code = u.unit_code and u.dimension <> 'unstated'
),
every_form as (
    select *, '' as multiplier, 0 as place from forms
    union all
    select replace(surface, '/', '每'), unit_code, factor, dimension, '', 0 from forms
    where dimension <> 'ratio' and surface like '%/%'
),
units as (
    select distinct on (surface) surface, unit_code, factor
    from (
        select * from every_form
        union all
        select m.multiplier || f.surface, f.unit_code, f.factor * m.factor, f.dimension,
            m.multiplier, 1
        from every_form as f cross join staging.unit_multipliers as m
        where f.dimension not in ('share', 'ratio')
    ) as all_forms
    order by surface, place, length(multiplier) desc
),
printed_units as materialized (
    select p.unit, u.unit_code, u.factor
    from (select distinct unit from raw.target) as p
    inner join units as u
        on lower(regexp_replace(normalize(p.unit, nfkc), '[\s“”‘’"''《》「」]', '', 'g')) = u.surface
),
aliases as materialized (
    select
        lower(regexp_replace(normalize(alias, nfkc), '[\s“”‘’"''《》「」]', '', 'g')) as alias,
        indicator_code
    from staging.indicator_aliases
),
printed as materialized (
    select
        *,
        case
            when change = 'decrease' then substring(surface from '^(.+?)(?:累计)?(?:下降|降低|减少)$')
            when change = 'increase' then coalesce(
                substring(surface from '^(.+?)(?:累计)?(?:增长|增加|提高|提升)$'),
                substring(surface from '^新增(.+)$')
            )
        end as bare
    from (
        select distinct
            indicator, change,
            lower(regexp_replace(normalize(indicator, nfkc), '[\s“”‘’"''《》「」]', '', 'g')) as surface
        from raw.target
    ) as p
),
known as materialized (
    select
        p.*, coalesce(a.indicator_code, b.indicator_code) as indicator_code,
        case when a.alias is not null then 'alias' when b.alias is not null then 'alias_and_change' end
            as match_method
    from printed as p
    left join aliases as a on p.surface = a.alias
    left join aliases as b on a.alias is null and p.bare = b.alias
),
fitted as materialized (
    select
        k.name, min(r.indicator_code) as indicator_code, min(r.pattern_id) as rule_id
    from (select distinct coalesce(bare, surface) as name from known where indicator_code is null) as k
    inner join staging.indicator_patterns as r on k.name ~ r.pattern
    where k.name ~ (select string_agg(pattern, '|') from staging.indicator_patterns)
    group by k.name
    having count(distinct r.indicator_code) = 1
),
indicators as materialized (
    select
        k.indicator, k.change,
        coalesce(k.indicator_code, f.indicator_code) as indicator_code,
        case when k.indicator_code is not null then k.match_method
            when f.indicator_code is not null then 'pattern' end as match_method,
        case when k.indicator_code is null then f.rule_id end as match_rule_id,
        coalesce(i.sector_code, (
            select s.sector_code from staging.sector_rules as s
            where k.indicator ~ s.pattern order by s.priority limit 1
        )) as sector_code
    from known as k
    left join fitted as f on k.indicator_code is null and coalesce(k.bare, k.surface) = f.name
    left join staging.indicators as i
        on coalesce(k.indicator_code, f.indicator_code) = i.indicator_code
),
resolved as materialized (
    select
        md5(concat_ws('|', t.notice_key, t.char_start, t.char_end, row_number() over (
            partition by t.notice_key, t.char_start, t.char_end order by t.ordinal
        ))) as target_key,
        t.notice_key, n.source_id, n.region_code, i.indicator_code, t.indicator as indicator_raw,
        i.match_method, i.match_rule_id, i.sector_code, u.unit_code, t.comparator,
        trim_scale(case when scale(u.factor) < 20 then t.value * u.factor
            else round(t.value * u.factor, case when abs(t.value * u.factor) < 1 then 9 else 6 end)
        end) as value,
        trim_scale(case when scale(u.factor) < 20 then t.value_high * u.factor
            else round(t.value_high * u.factor,
                case when abs(t.value_high * u.factor) < 1 then 9 else 6 end)
        end) as value_high,
        t.value as value_raw, t.value_high as value_high_raw, t.unit as unit_raw, t.change,
        t.baseline_year, t.annual, t.binding, t.kind, t.scope,
        nullif(array_to_string(t.section, ' / '), '') as section,
        nullif(array_to_string(t.lead, '、'), '') as lead_raw,
        t.period_start, t.deadline as deadline_date, t.deadline_basis, t.quote,
        t.char_start, t.char_end, t.is_repeat, n.is_repost, n.written_date, n.parser_version,
        substr(n.text, t.char_start + 1, t.char_end - t.char_start) = t.quote as is_span_true
    from raw.target as t
    inner join bare.notice as n on t.notice_key = n.notice_key
    left join printed_units as u on t.unit = u.unit
    left join indicators as i on t.indicator = i.indicator and t.change is not distinct from i.change
),
followed as (
    select
        *,
        lead(target_key) over (
            partition by region_code, indicator_code, unit_code, deadline_date, change, scope, annual
            order by written_date
        ) as superseded_by
    from (
        select
            region_code, indicator_code, unit_code, deadline_date, coalesce(change, '') as change,
            coalesce(scope, '') as scope, annual, written_date, min(target_key) as target_key
        from resolved
        where region_code is not null and indicator_code is not null and kind = 'numeric'
            and deadline_date is not null and written_date is not null
            and not is_repeat and not is_repost
        group by 1, 2, 3, 4, 5, 6, 7, 8
    ) as commitments
)
select
    r.*, f.superseded_by,
    case when r.deadline_date is null then 'none' when r.deadline_date < date '2026-08-01'
        then 'overdue' else 'due' end as deadline_status,
    md5(row(md5(row(
        r.target_key, r.region_code, r.indicator_code, r.indicator_raw, r.sector_code, r.unit_code,
        r.comparator, r.value, r.value_high, r.value_raw, r.value_high_raw, r.unit_raw, r.change,
        r.baseline_year, r.annual, r.binding, r.kind, r.scope, r.section, r.lead_raw,
        r.period_start, r.deadline_date, r.deadline_basis, r.quote, r.char_start, r.char_end,
        r.is_repeat, r.written_date
    )::text), r.source_id, r.match_method, r.is_repost, f.superseded_by, null::text,
        null::text)::text) as row_hash  -- neither released, nor a part of its region
from resolved as r
left join followed as f
    on r.kind = 'numeric' and r.region_code = f.region_code
    and r.indicator_code = f.indicator_code and r.unit_code = f.unit_code
    and r.deadline_date = f.deadline_date and coalesce(r.change, '') = f.change
    and coalesce(r.scope, '') = f.scope and r.annual = f.annual and r.written_date = f.written_date
where r.is_span_true
