-- 各指标得分之和等于自评总分。
-- Scores add up to the total that is printed, in the table and in the text. Tested where the weights make 100: then no
-- line is missing.
-- Severity: warning. Tolerance: half a unit of the last printed digit of the total, or of the scores where finer.
with total as (

    select * from {{ ref('int_score_total') }}

),

decided as (

    select
        *,
        case
            when stated is null or weight_sum <> 100 or complete_lines < lines then 'not_testable'
            when abs(score_sum - least) > half_unit or abs(score_sum - most) > half_unit then 'fail'
            else 'pass'
        end as result
    from total

)

select
    'scores_make_total' as rule_id,
    report_id,
    scope as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then
                '自评总分为' || stated || '分，各项得分合计' || {{ plain('score_sum') }} || '分（' || scores || '），相差'
                || {{ plain('most - score_sum') }} || '分'
    end as message,
    case
        when result = 'fail'
            then
                'The total score is ' || stated || ', the scores add up to ' || {{ plain('score_sum') }}
                || ' (' || scores || '), a difference of ' || {{ plain('most - score_sum') }}
    end as message_en,
    stated || '; ' || scores as printed,
    {{ plain('score_sum') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids
from decided
