-- The notices that this run resolves again: those that changed, and those that share an identity with
-- them, as they are now or as they were: the url, the 文号, the text, the title. The row * says that
-- everything is built anew. What stands here is also noted for the next run, should this one break off.
{{ config(
    post_hook=[
        "analyze {{ this }}", "{{ touch('build', 'notice') }}", "{{ touch('publish', 'notice') }}"
    ]
) }}
{% set held = rows_of_last_run(
    'intermediate', 'int_notices_resolved',
    ['notice_key', 'source_id', 'url', 'number_identity', 'text_identity', 'title_identity']
) %}

with recursive touched as (
    select
        notice_key,
        touch
    from {{ ref('stg_raw__touched_notices') }}
    where stage = 'build' and part = 'notice'
),

identified as (
    select
        notice_key,
        source_id,
        url,
        {{ identities() }}
    from {{ ref('stg_raw__notices') }}
),

reached as (
    select touched.notice_key from touched
    union
    select mates.notice_key
    from reached
    cross join
        lateral (
            select
                now.source_id,
                now.url,
                now.number_identity,
                now.text_identity,
                now.title_identity
            from identified as now
            where now.notice_key = reached.notice_key
            union all
            select
                before.source_id,
                before.url,
                before.number_identity,
                before.text_identity,
                before.title_identity
            from {{ held }} as before
            where before.notice_key = reached.notice_key
        ) as known
    cross join lateral (
        select same.notice_key from {{ held }} as same
        where same.source_id = known.source_id and same.url = known.url
        union all
        select same.notice_key from {{ held }} as same
        where same.number_identity = known.number_identity
        union all
        select same.notice_key from {{ held }} as same
        where same.text_identity = known.text_identity
        union all
        select same.notice_key from {{ held }} as same
        where same.title_identity = known.title_identity
    ) as mates
)

select
    reached.notice_key,
    coalesce(touched.touch, 0) as touch
from reached
left join touched on reached.notice_key = touched.notice_key
{% if not last_run('intermediate', 'int_notices_resolved') %}
    union all
    select
        '*' as notice_key,
        0 as touch
    where not exists (
        select 1 from touched
        where touched.notice_key = '*'
    )
{% endif %}
