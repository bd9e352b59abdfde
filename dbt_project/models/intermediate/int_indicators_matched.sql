-- One row for every printed indicator: the canonical one that it names, and its sector by rule.
with printed as (
    select distinct indicator_raw from {{ ref('stg_raw__targets') }}
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
    aliases.indicator_code,
    case when aliases.indicator_code is not null then 'alias' end as match_method,
    coalesce(aliases.sector_code, matched.sector_code) as sector_code,
    case when aliases.sector_code is null then matched.rule_id end as sector_rule_id,
    aliases.indicator_dimension
from printed
left join aliases on {{ normalise_surface('printed.indicator_raw') }} = aliases.alias
{{ first_rule(ref('sector_rules'), 'sector_code', 'printed.indicator_raw') }}
