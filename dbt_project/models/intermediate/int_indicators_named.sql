-- One row for every printed indicator and change: the canonical one that it names, and how that is known.
-- A name is resolved once: build starts anew when a seed or a model has changed.
{{ config(materialized='incremental', incremental_strategy='append') }}

with printed_names as (
    select distinct
        indicator_raw,
        change
    from {{ ref('stg_raw__targets') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

names as (
    select
        found.indicator_raw,
        found.change,
        {{ normalise_surface('found.indicator_raw') }} as surface
    from printed_names as found
    {% if is_incremental() %}
        where not exists (
            select 1 from {{ this }} as known
            where known.indicator_raw = found.indicator_raw and known.change is not distinct from found.change
        )
    {% endif %}
),

-- 单位地区生产总值能耗降低 and 新增污水处理能力 name an indicator and which way it goes: they are that
-- indicator where the target is such a change. As a level (降低 13%, read without a change) it would
-- be a wrong one.
printed as (
    select
        names.*,
        case
            when names.change = 'decrease' then substring(names.surface from '^(.+?)(?:累计)?(?:下降|降低|减少)$')
            when names.change = 'increase' then coalesce(
                substring(names.surface from '^(.+?)(?:累计)?(?:增长|增加|提高|提升)$'),
                substring(names.surface from '^新增(.+)$')
            )
        end as bare_surface
    from names
),

aliases as (
    select
        {{ normalise_surface('alias') }} as alias,
        indicator_code
    from {{ ref('indicator_aliases') }}
),

patterns as (
    select * from {{ ref('indicator_patterns') }}
),

named as materialized (
    select
        printed.indicator_raw,
        printed.change,
        coalesce(printed.bare_surface, printed.surface) as surface,
        coalesce(aliases.indicator_code, bare.indicator_code) as indicator_code,
        case when aliases.indicator_code is not null then 'alias' else 'alias_and_change' end as match_method
    from printed
    left join aliases on printed.surface = aliases.alias
    left join aliases as bare on printed.bare_surface = bare.alias and aliases.alias is null
),

-- All patterns as one first: most names fit none, and are asked once instead of once a pattern.
fitting as materialized (
    select distinct named.surface
    from named
    where named.indicator_code is null and named.surface ~ (select string_agg(patterns.pattern, '|') from patterns)
),

-- Pattern by pattern over the few that are left, so that each is compiled once (lateral and offset
-- hold the order). A name that fits the patterns of two indicators is neither.
fitted as (
    select
        fits.surface,
        min(patterns.indicator_code) as indicator_code,
        min(patterns.pattern_id) as match_rule_id
    from patterns
    inner join lateral (
        select fitting.surface from fitting
        where fitting.surface ~ patterns.pattern
        offset 0  -- noqa: AM09
    ) as fits on true
    group by fits.surface
    having count(distinct patterns.indicator_code) = 1
)

select
    named.indicator_raw,
    named.change,
    coalesce(named.indicator_code, fitted.indicator_code) as indicator_code,
    case
        when named.indicator_code is not null then named.match_method
        when fitted.indicator_code is not null then 'pattern'
    end as match_method,
    fitted.match_rule_id
from named
left join fitted on named.indicator_code is null and named.surface = fitted.surface
