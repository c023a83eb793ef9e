-- 各指标分值之和为100分。
-- Weights make 100. Tested where the scores of the same lines do make the printed total: then no line is missing. A
-- form that prints its own total of weights sets another hundred, and 90 without the execution rate leaves that
-- its ten.
-- Severity: warning; info where one score exceeds its weight by what is missing: that is the fault. Tolerance: none.
with total as (

    select * from {{ ref('int_score_total') }}

),

line as (

    select * from {{ ref('int_score_line') }}

),

decided as (

    select
        *,
        case
            when weight_sum = 100 then 'pass'
            when prints_weight_sum or (weight_sum = 90 and execution_lines = 0) then 'not_testable'
            when complete_lines = lines and score_sum between lowest and highest then 'fail'
            else 'not_testable'
        end as result
    from total

),

-- A weight that is less than its score, and would make the hundred if it were not.
remedy as (

    select
        decided.report_id,
        decided.scope,
        min(line.indicator_key) as root_subject,
        {{ join_text(
            "'“' || line.indicator_name || '”分值改为' || " ~ plain('line.weight + 100 - decided.weight_sum'),
            '，或', 'line.indicator_no'
        ) }} as remedy,
        {{ join_text(
            "'the weight of ' || line.indicator_name || ' were ' || " ~ plain('line.weight + 100 - decided.weight_sum'),
            ', or ', 'line.indicator_no'
        ) }} as remedy_en
    from decided
    inner join line on decided.report_id = line.report_id and decided.scope = line.scope
    where
        decided.result = 'fail'
        and not line.is_extra
        and line.score > line.weight
        and line.score <= line.weight + 100 - decided.weight_sum
    group by decided.report_id, decided.scope

)

select
    'weights_make_hundred' as rule_id,
    decided.report_id,
    decided.scope as subject,
    decided.result,
    case when decided.result = 'fail' and remedy.root_subject is not null then 'info' else 'warning' end as severity,
    case
        when decided.result = 'fail'
            then
                '各指标分值合计' || {{ plain('decided.weight_sum') }} || '分（' || decided.weights || '），不是100分'
                || coalesce('；若' || remedy.remedy || '，即相符（由另一问题引起）', '')
    end as message,
    case
        when decided.result = 'fail'
            then
                'The weights make ' || {{ plain('decided.weight_sum') }} || ' (' || decided.weights || '), not 100'
                || coalesce('; it would hold if ' || remedy.remedy_en || ' (follows from another finding)', '')
    end as message_en,
    decided.weights as printed,
    {{ plain('decided.weight_sum') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids,
    remedy.remedy,
    remedy.remedy_en,
    case when remedy.root_subject is not null then 'score_within_weight' end as root_rule_id,
    remedy.root_subject
from decided
left join remedy
    on
        decided.report_id = remedy.report_id
        and decided.scope = remedy.scope
