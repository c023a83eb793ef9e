-- 得分不超过分值，也不为负。
-- No score exceeds its weight or is negative. Points beside the hundred have no such bounds.
-- Severity: warning. Tolerance: none.
with line as (

    select * from {{ ref('int_score_line') }}

)

select
    'score_within_weight' as rule_id,
    report_id,
    indicator_key as subject,
    case
        when score is null or weight is null or is_extra then 'not_testable'
        when score > weight or score < 0 then 'fail'
        else 'pass'
    end as result,
    'warning' as severity,
    case
        when (score > weight or score < 0) and not is_extra
            then '“' || indicator_name || '”得分' || {{ plain('score') }} || '，分值' || {{ plain('weight') }}
    end as message,
    case
        when (score > weight or score < 0) and not is_extra
            then indicator_name || ': score ' || {{ plain('score') }} || ', weight ' || {{ plain('weight') }}
    end as message_en,
    {{ plain('weight') }} || '分; ' || {{ plain('score') }} || '分' as printed,
    case when (score > weight or score < 0) and not is_extra then {{ plain('weight') }} end as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids
from line
