-- The sector, the instrument and the verb of every sentence, each by its own list of rules.
-- A sentence is classified once: build starts anew when a rule or a model has changed.
{{ config(materialized='incremental', incremental_strategy='append') }}

with measures as (
    select distinct
        md5(found.measure_text) as text_key,
        found.measure_text
    from {{ ref('stg_raw__measures') }} as found
    where
        {{ only_in('int_notices_affected', 'found.notice_key') }}
        {% if is_incremental() %}
            and not exists (
                select 1 from {{ this }} as known
                where known.text_key = md5(found.measure_text)
            )
        {% endif %}
),

verbs as (
    select string_agg(verb, '|' order by verb) as pattern
    from {{ ref('action_verbs') }}
),

sectors as materialized (
    select
        measures.text_key,
        matched.sector_code,
        matched.rule_id as sector_rule_id
    from measures
    {{ first_rule(ref('sector_rules'), 'sector_code', 'measures.measure_text') }}
),

instruments as materialized (
    select
        measures.text_key,
        matched.instrument_code,
        matched.rule_id as instrument_rule_id
    from measures
    {{ first_rule(ref('instrument_rules'), 'instrument_code', 'measures.measure_text') }}
)

select
    measures.text_key,
    sectors.sector_code,
    sectors.sector_rule_id,
    instruments.instrument_code,
    instruments.instrument_rule_id,
    substring(measures.measure_text from verbs.pattern) as action_verb
from measures
cross join verbs
inner join sectors on measures.text_key = sectors.text_key
inner join instruments on measures.text_key = instruments.text_key
