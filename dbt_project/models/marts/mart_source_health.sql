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

targets as (
    select
        source_id,
        count(*)::integer as targets_published,
        (count(*) filter (where indicator_code is null))::integer as targets_without_indicator,
        (count(*) filter (where deadline_date is null))::integer as targets_without_deadline
    from {{ ref('fct_target') }}
    group by source_id
),

measures as (
    select
        source_id,
        count(*)::integer as measures_published
    from {{ ref('fct_measure') }}
    group by source_id
),

read_rows as (
    select
        source_id,
        count(*)::integer as rows_read
    from (
        select source_id from {{ ref('int_targets_resolved') }}
        union all
        select source_id from {{ ref('int_measures_resolved') }}
    ) as facts
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
    coalesce(targets.targets_published, 0) as targets_published,
    coalesce(measures.measures_published, 0) as measures_published,
    coalesce(read_rows.rows_read, 0)
    - coalesce(targets.targets_published, 0) - coalesce(measures.measures_published, 0) as rows_quarantined,
    coalesce(targets.targets_without_indicator, 0) as targets_without_indicator,
    coalesce(targets.targets_without_deadline, 0) as targets_without_deadline,
    notices.newest_notice_date,
    sources.notices_floor,
    coalesce(notices.notices_held, 0) >= coalesce(sources.notices_floor, 0) as is_above_floor
from sources
left join notices on sources.source_id = notices.source_id
left join targets on sources.source_id = targets.source_id
left join measures on sources.source_id = measures.source_id
left join read_rows on sources.source_id = read_rows.source_id
left join rejections on sources.source_id = rejections.source_id
