-- Grain: one indicator of one region, for one deadline and in one set of terms: its last target.
-- A view: ranks and medians move with every region that comes in, so they are counted when asked. Name the
-- indicator, and only its targets are read.
{{ config(materialized='view') }}

with targets as (
    select
        targets.*,
        -- Two targets are comparable only in the same terms.
        row(targets.deadline_date, targets.change, targets.baseline_year, targets.annual)::text as terms,
        regions.region_level,
        regions.province_code
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('dim_region') }} as regions on targets.region_code = regions.region_code
    where
        targets.indicator_code is not null
        and targets.unit_code is not null
        and targets.kind = 'numeric'
        and targets.value is not null
        and targets.scope is null
        and targets.region_part_name is null
        and targets.superseded_by is null
        and not targets.is_repeat
        and not targets.is_repost
),

latest as not materialized (
    select distinct on (region_level, region_code, indicator_code, unit_code, terms) *
    from targets
    order by
        region_level asc, region_code asc, indicator_code asc, unit_code asc, terms asc,
        written_date desc, target_key asc
),

-- Rank 1 is the most ambitious, along the direction that is better for the indicator.
ranked as (
    select
        latest.*,
        case
            when indicators.better = 'none' then null
            when (indicators.better = 'lower') <> (latest.change is not distinct from 'decrease') then latest.value
            else -latest.value
        end as ranking_value
    from latest
    inner join {{ ref('dim_indicator') }} as indicators on latest.indicator_code = indicators.indicator_code
),

medians as (
    select
        region_level,
        indicator_code,
        unit_code,
        terms,
        count(*)::integer as regions_compared,
        percentile_disc(0.5) within group (order by value) as median_value
    from latest
    group by region_level, indicator_code, unit_code, terms
)

select
    ranked.target_key,
    ranked.region_code,
    ranked.region_level,
    ranked.province_code,
    ranked.indicator_code,
    ranked.unit_code,
    ranked.deadline_date,
    ranked.change,
    ranked.baseline_year,
    ranked.annual,
    ranked.comparator,
    ranked.value,
    ranked.value_high,
    medians.median_value,
    medians.regions_compared,
    case
        when ranked.ranking_value is not null
            then
                rank() over (
                    partition by ranked.region_level, ranked.indicator_code, ranked.unit_code, ranked.terms
                    order by ranked.ranking_value
                )::integer
    end as ambition_rank
from ranked
inner join medians
    on
        ranked.region_level = medians.region_level
        and ranked.indicator_code = medians.indicator_code
        and ranked.unit_code = medians.unit_code
        and ranked.terms = medians.terms
