-- Grain: one target with a canonical indicator, beside the same indicator in the parent region.
with targets as (
    select
        targets.*,
        -- Two targets are comparable only in the same terms.
        row(targets.deadline_date, targets.change, targets.baseline_year, targets.annual)::text as terms,
        regions.parent_region_code,
        indicators.better,
        units.is_extensive
    from {{ ref('fct_target') }} as targets
    inner join {{ ref('dim_region') }} as regions on targets.region_code = regions.region_code
    inner join {{ ref('dim_indicator') }} as indicators
        on targets.indicator_code = indicators.indicator_code
    inner join {{ ref('dim_unit') }} as units on targets.unit_code = units.unit_code
    where
        targets.kind = 'numeric'
        and targets.value is not null
        -- What a zone promises, its city does not.
        and targets.region_part_name is null
        and not targets.is_repeat
        and not targets.is_repost
),

-- The parent's last word on the same indicator, in the same terms, for the same deadline.
parents as (
    select distinct on (region_code, indicator_code, unit_code, terms)
        target_key,
        notice_key,
        region_code,
        indicator_code,
        unit_code,
        terms,
        comparator,
        value
    from targets
    order by
        region_code asc, indicator_code asc, unit_code asc, terms asc,
        scope is not null, superseded_by is not null, written_date desc, target_key asc
),

citations as (
    select distinct
        notice_key,
        cited_notice_key
    from {{ ref('fct_citation') }}
    where cited_notice_key is not null
),

paired as (
    select
        targets.*,
        parents.target_key as parent_target_key,
        parents.notice_key as parent_notice_key,
        parents.comparator as parent_comparator,
        parents.value as parent_value,
        targets.value - parents.value as gap,
        -- +1: more is stricter; -1: less is stricter. A change is read along its own direction.
        case targets.better when 'higher' then 1 when 'lower' then -1 end
        * case targets.change when 'decrease' then -1 else 1 end as direction
    from targets
    left join parents
        on
            targets.parent_region_code = parents.region_code
            and targets.indicator_code = parents.indicator_code
            and targets.unit_code = parents.unit_code
            and targets.terms = parents.terms
)

select
    paired.target_key,
    paired.notice_key,
    paired.region_code,
    paired.parent_region_code,
    paired.indicator_code,
    paired.unit_code,
    paired.deadline_date,
    paired.change,
    paired.comparator,
    paired.value,
    paired.parent_target_key,
    paired.parent_notice_key,
    paired.parent_comparator,
    paired.parent_value,
    paired.gap,
    -- A total of the child is a part of the parent's: neither stricter nor looser, but a share.
    case
        when paired.is_extensive and paired.parent_value <> 0
            then trim_scale(round(paired.value / paired.parent_value, 6))
    end as share_of_parent,
    case
        when paired.parent_target_key is null then 'absent'
        when paired.is_extensive then 'part'
        when paired.gap = 0 then 'equal'
        when sign(paired.gap) = paired.direction then 'stricter'
        when sign(paired.gap) = -paired.direction then 'looser'
    end as comparison,
    citations.notice_key is not null as cites_parent
from paired
left join {{ ref('dim_notice') }} as parent_notices on paired.parent_notice_key = parent_notices.notice_key
left join citations
    on
        paired.notice_key = citations.notice_key
        and parent_notices.canonical_notice_key = citations.cited_notice_key
where paired.parent_region_code is not null
