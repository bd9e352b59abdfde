-- Grain: one quantity committed to in the current version of one notice, unless in quarantine; a row
-- that failed a rule is here only where a person has released it, with the reason.
-- depends_on: {{ ref('mart_as_of') }}
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_targets_scoped', 'target_key') }}"
) }}

with targets as (
    select * from {{ ref('int_targets_resolved') }}
    where {{ only_in('int_targets_scoped', 'target_key') }}
),

quarantined as (
    select * from {{ ref('stg_quarantine__targets') }}
    where {{ only_in('int_targets_scoped', 'target_key') }}
),

published as (
    select
        targets.*,
        quarantined.released_reason
    from targets
    left join quarantined
        on targets.target_key = quarantined.target_key and targets.row_hash = quarantined.row_hash
    where quarantined.target_key is null or quarantined.released_reason is not null
),

-- One commitment, on each day that it was made: the later day's row supersedes the earlier ones. All
-- that make it are in scope, where one is.
commitments as (
    select
        region_code,
        indicator_code,
        unit_code,
        deadline_date,
        coalesce(change, '') as change,
        coalesce(scope, '') as scope,
        annual,
        written_date,
        min(target_key) as target_key
    from published
    where
        region_code is not null and indicator_code is not null and kind = 'numeric'
        and region_part_name is null
        and deadline_date is not null and written_date is not null
        and not is_repeat and not is_repost
    group by 1, 2, 3, 4, 5, 6, 7, 8
),

followed as (
    select
        *,
        lead(target_key) over (
            partition by region_code, indicator_code, unit_code, deadline_date, change, scope, annual
            order by written_date
        ) as superseded_by
    from commitments
)

select
    published.target_key,
    published.notice_key,
    published.source_id,
    published.region_code,
    published.region_part_name,
    published.indicator_code,
    published.indicator_raw,
    published.match_method,
    published.match_rule_id,
    published.sector_code,
    published.unit_code,
    published.comparator,
    published.value,
    published.value_high,
    published.value_raw,
    published.value_high_raw,
    published.unit_raw,
    published.change,
    published.baseline_year,
    published.annual,
    published.binding,
    published.kind,
    published.scope,
    published.section,
    published.lead_raw,
    published.period_start,
    published.deadline_date,
    published.deadline_basis,
    {{ deadline_status('published.deadline_date') }} as deadline_status,
    published.quote,
    published.char_start,
    published.char_end,
    published.is_repeat,
    published.is_repost,
    followed.superseded_by,
    published.written_date,
    published.parser_version,
    published.released_reason,
    -- Left out: deadline_status, which is the day's, and parser_version, which is the program's.
    {{ row_hash([
        'published.row_hash', 'published.source_id', 'published.match_method', 'published.is_repost',
        'followed.superseded_by', 'published.released_reason', 'published.region_part_name',
    ]) }} as row_hash
from published
left join followed
    on
        published.kind = 'numeric'
        and published.region_part_name is null
        and published.region_code = followed.region_code
        and published.indicator_code = followed.indicator_code
        and published.unit_code = followed.unit_code
        and published.deadline_date = followed.deadline_date
        and coalesce(published.change, '') = followed.change
        and coalesce(published.scope, '') = followed.scope
        and published.annual = followed.annual
        and published.written_date = followed.written_date
