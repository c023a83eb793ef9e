-- 预算执行率得分等于分值乘以执行率（不超过分值）。
-- The score of the execution rate is its weight times the printed rate, at most the weight. A line with a criterion of
-- its own is scored by that.
-- Severity: warning. Tolerance: half a unit of the last printed digit of the score and of the rate.
with line as (

    select
        *,
        min(score_half) over (partition by report_id) as fine_half
    from {{ ref('int_score_line') }}

),

executed as (

    select
        *,
        {{ half_unit(plain('actual_value')) }} as rate_half,
        case when actual_value > 100 then weight else {{ divide('weight * actual_value', '100') }} end as computed_score
    from line
    where indicator_name = '预算执行率'

),

decided as (

    select
        *,
        case
            when score is null or weight is null or actual_value is null or criterion is not null then 'not_testable'
            when abs(score - computed_score) > fine_half + weight * rate_half / 100 then 'fail'
            else 'pass'
        end as result
    from executed

)

select
    'execution_score' as rule_id,
    report_id,
    indicator_key as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then
                '预算执行率' || {{ plain('actual_value') }} || '%，分值' || {{ plain('weight') }} || '，应得'
                || {{ plain('computed_score') }} || '分，印' || {{ plain('score') }} || '分'
    end as message,
    case
        when result = 'fail'
            then
                'Execution rate ' || {{ plain('actual_value') }} || '%, weight ' || {{ plain('weight') }}
                || ': the score is ' || {{ plain('computed_score') }} || ', printed ' || {{ plain('score') }}
    end as message_en,
    {{ plain('actual_value') }} || '%; ' || {{ plain('weight') }} || '分; ' || {{ plain('score') }} || '分' as printed,
    {{ plain('computed_score') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids
from decided
