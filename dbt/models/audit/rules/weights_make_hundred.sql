-- 各指标分值之和为100分。
-- Weights make 100. Tested where the scores of the same lines do make the printed total: then no line is missing.
-- Severity: warning. Tolerance: none.
with total as (

    select * from {{ ref('int_score_total') }}

),

decided as (

    select
        *,
        case
            when weight_sum = 100 then 'pass'
            when
                complete_lines = lines
                and abs(score_sum - least) <= half_unit
                and abs(score_sum - most) <= half_unit
                then 'fail'
            else 'not_testable'
        end as result
    from total

)

select
    'weights_make_hundred' as rule_id,
    report_id,
    scope as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then '各指标分值合计' || {{ plain('weight_sum') }} || '分（' || weights || '），不是100分'
    end as message,
    case
        when result = 'fail' then 'The weights make ' || {{ plain('weight_sum') }} || ' (' || weights || '), not 100'
    end as message_en,
    weights as printed,
    {{ plain('weight_sum') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids
from decided
