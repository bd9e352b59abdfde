-- Grain: one target with a canonical indicator, beside the same indicator in the parent region.
-- A view: each target's parent is found by an index when it is asked for.
{{ config(materialized='view') }}

with targets as (
    select
        targets.*,
        regions.parent_region_code,
        units.is_extensive,
        -- +1: more is stricter; -1: less is stricter. A change is read along its own direction.
        case indicators.better when 'higher' then 1 when 'lower' then -1 end
        * case targets.change when 'decrease' then -1 else 1 end as direction
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
        and regions.parent_region_code is not null
),

-- The parent's last word on the same indicator, in the same terms, for the same deadline.
paired as (
    select
        targets.*,
        parents.target_key as parent_target_key,
        parents.notice_key as parent_notice_key,
        parents.comparator as parent_comparator,
        parents.value as parent_value,
        targets.value - parents.value as gap
    from targets
    left join lateral (
        select
            above.target_key,
            above.notice_key,
            above.comparator,
            above.value
        from {{ ref('fct_target') }} as above
        where
            above.region_code = targets.parent_region_code
            and above.indicator_code = targets.indicator_code
            and above.unit_code = targets.unit_code
            and above.deadline_date is not distinct from targets.deadline_date
            and above.change is not distinct from targets.change
            and above.baseline_year is not distinct from targets.baseline_year
            and above.annual = targets.annual
            and above.scope is not distinct from targets.scope
            and above.region_part_name is null
            and above.kind = 'numeric'
            and above.value is not null
            and not above.is_repeat
            and not above.is_repost
        order by above.superseded_by is not null, above.written_date desc, above.target_key asc
        limit 1
    ) as parents on true
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
    exists(
        select 1
        from {{ ref('fct_citation') }} as citations
        inner join {{ ref('dim_notice') }} as parent_notices
            on citations.cited_notice_key = parent_notices.canonical_notice_key
        where
            citations.notice_key = paired.notice_key
            and parent_notices.notice_key = paired.parent_notice_key
    ) as cites_parent
from paired
