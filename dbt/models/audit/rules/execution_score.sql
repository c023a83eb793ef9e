-- 预算执行率得分等于分值乘以执行率（不超过分值）。
-- The score of the execution rate is its weight times the printed rate, at most the weight. A line with a criterion of
-- its own is scored by that.
-- Severity: warning; info where the score fits the rate that the amounts make: then the rate is misprinted; info, too,
-- where a rate of 90% or more scores in full, as some counties have it.
-- Tolerance: half a unit of the last printed digit of the score, as in score_follows_criterion, and of the rate.
with line as (

    select
        *,
        {{ score_tolerance() }} as fine_half
    from {{ ref('int_score_line') }}

),

-- The rate that the amounts make, where the printed one does not follow from them.
true_rate as (

    select
        claim.report_id,
        claim.printed_value,
        max(claim.recomputed_value) as rate,
        min(claim.account_code || '/' || {{ context_subject('claim') }} || '/' || coalesce(claim.base, '')) as subject
    from {{ ref('int_claim') }} as claim
    where
        claim.kind = 'execution_rate'
        and claim.account_code = 'expenditure'
        and claim.holds = false
    group by claim.report_id, claim.printed_value

),

executed as (

    select
        line.*,
        true_rate.rate as true_rate,
        true_rate.subject as rate_subject,
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
        coalesce(
            abs(score - weight * true_rate * 0.01) <= fine_half + weight * rate_half * 0.01, false
        ) as is_consequence,
        coalesce(score = weight and actual_value >= 90, false) as is_full_from_a_bound,
        {{ as_printed('computed_score', 'score_half') }} as due_score
    from executed

),

mended as (

    select
        *,
        case
            when result = 'fail' and not is_consequence
                then {{ slip('score', 'due_score', 'score_half', 0) }}
        end as mended_by
    from decided

)

select
    'execution_score' as rule_id,
    report_id,
    indicator_key as subject,
    result,
    case when result = 'fail' and (is_consequence or is_full_from_a_bound) then 'info' else 'warning' end as severity,
    case
        when result = 'fail'
            then
                '预算执行率' || {{ plain('actual_value') }} || '%，分值' || {{ plain('weight') }} || '，应得'
                || {{ plain('computed_score') }} || '分，印' || {{ plain('score') }} || '分'
                || coalesce(
                    '；若得分改为' || case when mended_by is not null then {{ plain('due_score') }} end
                    || {{ slip_zh('mended_by') }} || '，即相符',
                    ''
                )
                || case
                    when is_consequence then '（与各金额推出的执行率相符，由另一问题引起）'
                    when is_full_from_a_bound then '（报告没有印出达到一定执行率即得满分的评分标准）'
                    else ''
                end
    end as message,
    case
        when result = 'fail'
            then
                'Execution rate ' || {{ plain('actual_value') }} || '%, weight ' || {{ plain('weight') }}
                || ': the score is ' || {{ plain('computed_score') }} || ', printed ' || {{ plain('score') }}
                || coalesce(
                    '; it would hold if the score were '
                    || case when mended_by is not null then {{ plain('due_score') }} end || {{ slip_en('mended_by') }},
                    ''
                )
                || case
                    when is_consequence then ' (fits the rate that the amounts make)'
                    when is_full_from_a_bound then ' (no criterion is printed that gives full marks from some rate on)'
                    else ''
                end
    end as message_en,
    {{ plain('actual_value') }} || '%; ' || {{ plain('weight') }} || '分; ' || {{ plain('score') }} || '分' as printed,
    {{ plain('computed_score') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids,
    case when mended_by is not null then '得分改为' || {{ plain('due_score') }} || {{ slip_zh('mended_by') }} end as remedy,
    case
        when mended_by is not null then 'the score were ' || {{ plain('due_score') }} || {{ slip_en('mended_by') }}
    end as remedy_en,
    case when result = 'fail' and is_consequence then 'claims_follow' end as root_rule_id,
    case when result = 'fail' and is_consequence then rate_subject end as root_subject
from mended
