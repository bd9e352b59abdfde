create unlogged table quarantine.pending_target as
select
    t.*,
    -- A date may be `infinity`: then it is its row that must fail, not this statement.
    case
        when isfinite(t.deadline_date) then extract(year from t.deadline_date)::integer
        when t.deadline_date is not null then 9999
    end as deadline_year,
    case
        when isfinite(t.deadline_date) and isfinite(t.written_date)
            then (extract(year from t.deadline_date) - extract(year from t.written_date))::integer
    end as years_to_deadline,
    -- A percentage of something that contains it. Left out are changes, growth, and the ratios of
    -- finance and industry that lawfully pass 100%.
    coalesce(
        t.unit_code = 'percent'
        and t.change is null
        and t.indicator_raw !~ (
            '增长|增速|增幅|增量|增加|增值|提高|提升|扩大|下降|降低|减少|降幅|幅度|变化|指数|完成率|倍'
            '|拨备|充足率|债务率|负债率|杠杆率|流动性|偿付|产能利用|补充率|相当于'
        ),
        false
    ) as is_share_of_whole
from intermediate.int_targets_resolved as t
inner join quarantine.pending_notice as n on t.notice_key = n.notice_key
