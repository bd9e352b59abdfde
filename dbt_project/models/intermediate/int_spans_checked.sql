-- Whether the characters at a span are the ones that are quoted, compared in the database.
-- substr walks a text from its beginning: once a row it costs the rows times the length of the
-- notice. So each text is cut once into pieces, and a span is compared with the pieces it is in.
{{ config(
    materialized='incremental', incremental_strategy='append',
    pre_hook="{{ forget_in('int_notices_affected', 'notice_key') }}"
) }}
{% set piece = 250 %}

with quotes as (
    select
        notice_key,
        char_start,
        char_end,
        quote
    from {{ ref('stg_raw__targets') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
    union all
    select
        notice_key,
        char_start,
        char_end,
        measure_text as quote
    from {{ ref('stg_raw__measures') }}
    where {{ only_in('int_notices_affected', 'notice_key') }}
),

spans as (
    select
        quotes.*,
        {{ span_key(
            'quotes.notice_key', 'notices.text_sha256', 'quotes.char_start', 'quotes.char_end', 'quotes.quote'
        ) }} as span_key
    from quotes
    inner join {{ ref('stg_raw__notices') }} as notices on quotes.notice_key = notices.notice_key
),

unchecked as materialized (
    select distinct on (spans.span_key) spans.*
    from spans
    order by spans.span_key
),

pieces as materialized (
    select
        notices.notice_key,
        found.piece_number - 1 as piece_number,
        found.piece[1] as piece_text
    from {{ ref('stg_raw__notices') }} as notices
    cross join
        lateral regexp_matches(
            notices.notice_text, '.{1,{{ piece }}}', 'g'
        ) with ordinality as found (piece, piece_number)
    where notices.notice_key in (select unchecked.notice_key from unchecked)
),

-- Materialised, so that a piece is found by its number and not among all of its notice.
covered as materialized (
    select
        unchecked.*,
        piece_number
    from unchecked
    cross join lateral generate_series(
        (unchecked.char_start / {{ piece }})::bigint,
        greatest(unchecked.char_end - 1, unchecked.char_start) / {{ piece }}
    ) as piece_number
),

-- What stands in the pieces that a span is in, from the first one's beginning.
stretches as (
    select
        covered.span_key,
        string_agg(pieces.piece_text, '' order by pieces.piece_number) as stretch
    from covered
    inner join pieces
        on covered.notice_key = pieces.notice_key and covered.piece_number = pieces.piece_number
    group by covered.span_key
)

select
    unchecked.span_key,
    unchecked.notice_key,
    coalesce(
        unchecked.char_start >= 0
        and unchecked.quote <> ''
        and length(unchecked.quote) = unchecked.char_end - unchecked.char_start
        and substr(stretches.stretch, unchecked.char_start % {{ piece }} + 1, length(unchecked.quote))
        = unchecked.quote,
        false
    ) as is_true
from unchecked
left join stretches on unchecked.span_key = stretches.span_key
