-- One row for every printed indicator and change: the canonical one named, and its sector by rule.
-- Apart from int_indicators_named, for the rules of sectors and the patterns of names are two lists.
{{ config(materialized='incremental', incremental_strategy='append') }}

with named as (
    select found.* from {{ ref('int_indicators_named') }} as found
    {% if is_incremental() %}
        where not exists (
            select 1 from {{ this }} as known
            where known.indicator_raw = found.indicator_raw and known.change is not distinct from found.change
        )
    {% endif %}
),

indicators as (
    select * from {{ ref('indicators') }}
)

select
    named.indicator_raw,
    named.change,
    named.indicator_code,
    named.match_method,
    named.match_rule_id,
    coalesce(indicators.sector_code, matched.sector_code) as sector_code,
    case when indicators.sector_code is null then matched.rule_id end as sector_rule_id,
    nullif(indicators.dimension, '') as indicator_dimension
from named
left join indicators on named.indicator_code = indicators.indicator_code
{{ first_rule(ref('sector_rules'), 'sector_code', 'named.indicator_raw') }}
