-- 预算执行率得分等于分值乘以执行率（不超过分值）。
-- The score of the execution rate is its weight times the printed rate, at most the weight. A line with a criterion of
-- its own is scored by that.
-- Severity: warning; info where the score fits the rate that the amounts make: then the rate is misprinted.
-- Tolerance: half a unit of the last printed digit of the score and of the rate.
with line as (

    select
        *,
        min(score_half) over (partition by report_id) as fine_half
    from {{ ref('int_score_line') }}

),

-- The rate that the amounts make, where the printed one does not follow from them.
true_rate as (

    select
        report_id,
        printed_value,
        max(recomputed_value) as rate
    from {{ ref('int_claim') }}
    where
        kind = 'execution_rate'
        and account_code = 'expenditure'
        and holds = false
    group by report_id, printed_value

),

executed as (

    select
        line.*,
        true_rate.rate as true_rate,
        {{ half_unit(plain('line.actual_value')) }} as rate_half,
        case
            when line.actual_value > 100 then line.weight
            else {{ divide('line.weight * line.actual_value', '100') }}
        end as computed_score
    from line
    left join true_rate
        on
            line.report_id = true_rate.report_id
            and line.actual_value = true_rate.printed_value
            and line.scope = 'department'
    where line.indicator_name = '预算执行率'

),

decided as (

    select
        *,
        case
            when score is null or weight is null or actual_value is null or criterion is not null then 'not_testable'
            when abs(score - computed_score) > fine_half + weight * rate_half * 0.01 then 'fail'
            else 'pass'
        end as result,
        abs(score - weight * true_rate * 0.01) <= fine_half + weight * rate_half * 0.01 as is_consequence
    from executed

)

select
    'execution_score' as rule_id,
    report_id,
    indicator_key as subject,
    result,
    case when result = 'fail' and coalesce(is_consequence, false) then 'info' else 'warning' end as severity,
    case
        when result = 'fail'
            then
                '预算执行率' || {{ plain('actual_value') }} || '%，分值' || {{ plain('weight') }} || '，应得'
                || {{ plain('computed_score') }} || '分，印' || {{ plain('score') }} || '分'
                || case when is_consequence then '（与各金额推出的执行率相符，由另一问题引起）' else '' end
    end as message,
    case
        when result = 'fail'
            then
                'Execution rate ' || {{ plain('actual_value') }} || '%, weight ' || {{ plain('weight') }}
                || ': the score is ' || {{ plain('computed_score') }} || ', printed ' || {{ plain('score') }}
                || case when is_consequence then ' (fits the rate that the amounts make)' else '' end
    end as message_en,
    {{ plain('actual_value') }} || '%; ' || {{ plain('weight') }} || '分; ' || {{ plain('score') }} || '分' as printed,
    {{ plain('computed_score') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids
from decided
