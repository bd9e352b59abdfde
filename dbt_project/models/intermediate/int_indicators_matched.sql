-- One row for every printed indicator and change: the canonical one named, and its sector by rule.
with names as (
    select distinct
        indicator_raw,
        change,
        {{ normalise_surface('indicator_raw') }} as surface
    from {{ ref('stg_raw__targets') }}
),

-- 单位地区生产总值能耗降低 names an indicator and which way it goes: it is that indicator where the
-- target is such a change. As a level (降低 13%, read without a change) it would be a wrong one.
printed as (
    select
        names.*,
        case
            when names.change = 'decrease' then substring(names.surface from '^(.+?)(?:累计)?(?:下降|降低|减少)$')
            when names.change = 'increase' then substring(names.surface from '^(.+?)(?:累计)?(?:增长|增加|提高|提升)$')
        end as bare_surface
    from names
),

aliases as (
    select
        {{ normalise_surface('indicator_aliases.alias') }} as alias,
        indicators.indicator_code,
        indicators.sector_code,
        nullif(indicators.dimension, '') as indicator_dimension
    from {{ ref('indicator_aliases') }} as indicator_aliases
    inner join {{ ref('indicators') }} as indicators
        on indicator_aliases.indicator_code = indicators.indicator_code
)

select
    printed.indicator_raw,
    printed.change,
    coalesce(aliases.indicator_code, bare.indicator_code) as indicator_code,
    case
        when aliases.indicator_code is not null then 'alias'
        when bare.indicator_code is not null then 'alias_and_change'
    end as match_method,
    coalesce(aliases.sector_code, bare.sector_code, matched.sector_code) as sector_code,
    case when coalesce(aliases.sector_code, bare.sector_code) is null then matched.rule_id end as sector_rule_id,
    coalesce(aliases.indicator_dimension, bare.indicator_dimension) as indicator_dimension
from printed
left join aliases on printed.surface = aliases.alias
left join aliases as bare on printed.bare_surface = bare.alias and aliases.alias is null
{{ first_rule(ref('sector_rules'), 'sector_code', 'printed.indicator_raw') }}
