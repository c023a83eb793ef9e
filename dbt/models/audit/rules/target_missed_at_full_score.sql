-- 未达到目标值的指标不得满分（评分标准另有规定的除外）。
-- An indicator whose printed result misses its printed target does not score in full, unless its criterion says so.
-- Severity: warning. Tolerance: none; both values are compared as printed, in one unit.
with line as (

    select * from {{ ref('int_score_line') }}

),

decided as (

    select
        *,
        case
            when achieved is null or score is null or weight is null or rescored = weight then 'not_testable'
            when {{ matches_pattern("coalesce(criterion, '')", own_bound()) }} then 'not_testable'
            when not achieved and score >= weight and weight > 0 then 'fail'
            else 'pass'
        end as result
    from line

)

select
    'target_missed_at_full_score' as rule_id,
    report_id,
    indicator_key as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then
                '“' || indicator_name || '”目标' || target_text || '，完成' || actual_text || '，未达到目标却得满分'
                || {{ plain('score') }}
    end as message,
    case
        when result = 'fail'
            then
                indicator_name || ': target ' || target_text || ', result ' || actual_text
                || ', missed and yet scored in full, ' || {{ plain('score') }}
    end as message_en,
    coalesce(target_text || '; ', '') || coalesce(actual_text || '; ', '') || {{ plain('weight') }} || '分; '
    || {{ plain('score') }} || '分' as printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids
from decided
