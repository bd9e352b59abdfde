-- Grain: one sentence of action in the current version of one notice, unless in quarantine; a row that
-- failed a rule is here only where a person has released it, with the reason.
-- depends_on: {{ ref('mart_as_of') }}
{{ config(
    materialized='incremental', incremental_strategy='append', on_schema_change='fail',
    pre_hook="{{ forget_in('int_measures_scoped', 'measure_key') }}"
) }}

with measures as (
    select * from {{ ref('int_measures_resolved') }}
    where {{ only_in('int_measures_scoped', 'measure_key') }}
),

quarantined as (
    select * from {{ ref('stg_quarantine__measures') }}
    where {{ only_in('int_measures_scoped', 'measure_key') }}
)

select
    measures.measure_key,
    measures.notice_key,
    measures.source_id,
    measures.region_code,
    measures.text,
    measures.section,
    measures.action_verb,
    measures.sector_code,
    measures.sector_rule_id,
    measures.instrument_code,
    measures.instrument_rule_id,
    measures.deadline_date,
    {{ deadline_status('measures.deadline_date') }} as deadline_status,
    measures.char_start,
    measures.char_end,
    measures.is_repost,
    measures.written_date,
    measures.parser_version,
    quarantined.released_reason
from measures
left join quarantined
    on measures.measure_key = quarantined.measure_key and measures.row_hash = quarantined.row_hash
where quarantined.measure_key is null or quarantined.released_reason is not null
