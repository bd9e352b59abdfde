-- read = resolved: a target or measure of a current notice is neither lost nor doubled on the way.
with current_notices as (
    select notice_key from {{ ref('int_notices_resolved') }}
    where is_current and {{ in_scope('int_notices_affected', 'notice_key') }}
),

counts as (
    select
        'target' as fact_type,
        (
            select count(*) from {{ ref('stg_raw__targets') }}
            inner join current_notices using (notice_key)
        ) as rows_read,
        (
            select count(*) from {{ ref('int_targets_resolved') }}
            where {{ in_scope('int_notices_affected', 'notice_key') }}
        ) as rows_resolved
    union all
    select
        'measure' as fact_type,
        (
            select count(*) from {{ ref('stg_raw__measures') }}
            inner join current_notices using (notice_key)
        ),
        (
            select count(*) from {{ ref('int_measures_resolved') }}
            where {{ in_scope('int_notices_affected', 'notice_key') }}
        )
)

select * from counts
where rows_read <> rows_resolved
