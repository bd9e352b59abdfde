-- Grain: one source. No time of a run enters it: the same content gives the same row.
with sources as (
    select * from {{ ref('stg_raw__sources') }}
),

notices as (
    select
        source_id,
        count(*)::integer as versions_held,
        (count(*) filter (where is_current))::integer as notices_held,
        (count(*) filter (where is_repost))::integer as reposts_held,
        max(coalesce(published_date, written_date)) as newest_notice_date
    from {{ ref('dim_notice') }}
    group by source_id
),

facts as (
    select
        source_id,
        sum(targets) as targets,
        sum(measures) as measures,
        sum(targets_without_indicator) as targets_without_indicator,
        sum(targets_without_deadline) as targets_without_deadline
    from {{ ref('int_notices_counted') }}
    group by source_id
),

-- What is kept back of them as they are now.
kept_back as (
    select
        targets.source_id,
        count(*) as targets,
        0 as measures,
        count(*) filter (where targets.indicator_code is null) as targets_without_indicator,
        count(*) filter (where targets.deadline_date is null) as targets_without_deadline
    from {{ ref('stg_quarantine__targets') }} as quarantined
    inner join {{ ref('int_targets_resolved') }} as targets
        on quarantined.target_key = targets.target_key and quarantined.row_hash = targets.row_hash
    where quarantined.released_reason is null
    group by targets.source_id
    union all
    select
        measures.source_id,
        0 as targets,
        count(*) as measures,
        0 as targets_without_indicator,
        0 as targets_without_deadline
    from {{ ref('stg_quarantine__measures') }} as quarantined
    inner join {{ ref('int_measures_resolved') }} as measures
        on quarantined.measure_key = measures.measure_key and quarantined.row_hash = measures.row_hash
    where quarantined.released_reason is null
    group by measures.source_id
),

quarantined as (
    select
        source_id,
        sum(targets) as targets,
        sum(measures) as measures,
        sum(targets_without_indicator) as targets_without_indicator,
        sum(targets_without_deadline) as targets_without_deadline
    from kept_back
    group by source_id
),

rejections as (
    select
        source_id,
        count(*)::integer as rejections_held
    from {{ ref('stg_raw__rejections') }}
    group by source_id
)

select
    sources.source_id,
    coalesce(notices.notices_held, 0) as notices_held,
    coalesce(notices.versions_held, 0) as versions_held,
    coalesce(notices.reposts_held, 0) as reposts_held,
    coalesce(rejections.rejections_held, 0) as rejections_held,
    (coalesce(facts.targets, 0) - coalesce(quarantined.targets, 0))::integer as targets_published,
    (coalesce(facts.measures, 0) - coalesce(quarantined.measures, 0))::integer as measures_published,
    (coalesce(quarantined.targets, 0) + coalesce(quarantined.measures, 0))::integer as rows_quarantined,
    (
        coalesce(facts.targets_without_indicator, 0) - coalesce(quarantined.targets_without_indicator, 0)
    )::integer as targets_without_indicator,
    (
        coalesce(facts.targets_without_deadline, 0) - coalesce(quarantined.targets_without_deadline, 0)
    )::integer as targets_without_deadline,
    notices.newest_notice_date,
    sources.notices_floor,
    coalesce(notices.notices_held, 0) >= coalesce(sources.notices_floor, 0) as is_above_floor
from sources
left join notices on sources.source_id = notices.source_id
left join facts on sources.source_id = facts.source_id
left join quarantined on sources.source_id = quarantined.source_id
left join rejections on sources.source_id = rejections.source_id
