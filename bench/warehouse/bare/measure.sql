-- The rows of marts.fct_measure from raw and the seeds; a sentence is classified once.
create table bare.measure as
with texts as materialized (
    select distinct text from raw.measure
),
sectors as materialized (
    select t.text, s.sector_code, s.rule_id
    from texts as t
    left join lateral (
        select rule_id, sector_code from staging.sector_rules as r
        where t.text ~ r.pattern order by r.priority limit 1
    ) as s on true
),
instruments as materialized (
    select t.text, s.instrument_code, s.rule_id
    from texts as t
    left join lateral (
        select rule_id, instrument_code from staging.instrument_rules as r
        where t.text ~ r.pattern order by r.priority limit 1
    ) as s on true
),
verbs as materialized (
    select t.text, substring(t.text from v.pattern) as action_verb
    from texts as t
    cross join (select string_agg(verb, '|' order by verb) as pattern from staging.action_verbs) as v
)
select
    md5(concat_ws('|', m.notice_key, m.char_start, m.char_end, row_number() over (
        partition by m.notice_key, m.char_start, m.char_end order by m.ordinal
    ))) as measure_key,
    m.notice_key, n.source_id, n.region_code, m.text,
    nullif(array_to_string(m.section, ' / '), '') as section,
    v.action_verb, s.sector_code, s.rule_id as sector_rule_id,
    i.instrument_code, i.rule_id as instrument_rule_id,
    m.deadline as deadline_date,
    case when m.deadline is null then 'none' when m.deadline < date '2026-08-01'
        then 'overdue' else 'due' end as deadline_status,
    m.char_start, m.char_end, n.is_repost, n.written_date, n.parser_version
from raw.measure as m
inner join bare.notice as n on m.notice_key = n.notice_key
inner join sectors as s on m.text = s.text
inner join instruments as i on m.text = i.text
inner join verbs as v on m.text = v.text
where substr(n.text, m.char_start + 1, m.char_end - m.char_start) = m.text
