-- Grain: one row, the day that the deadlines of the last publish were judged on.
-- depends_on: {{ ref('int_targets_scoped') }}, {{ ref('int_measures_scoped') }}: they look at the day before.
select {{ as_of() }} as as_of_date
