-- 各指标得分之和等于自评总分。
-- Scores add up to the total that is printed, in the table and in the text. Tested where the weights make 100: then no
-- line is missing. Points beside the hundred (加分项, 扣分项) may be in the total or not.
-- Severity: warning; info where one line's score does not follow from its criterion and would mend the sum: that is the
-- fault. Tolerance: half a unit of the last printed digit of each printed total.
with total as (

    select * from {{ ref('int_score_total') }}

),

line as (

    select * from {{ ref('int_score_line') }}

),

criterion as (

    select
        report_id,
        subject
    from {{ ref('score_follows_criterion') }}
    where result = 'fail'

),

decided as (

    select
        *,
        case
            when stated is null or weight_sum <> 100 or complete_lines < lines then 'not_testable'
            when score_sum between lowest and highest then 'pass'
            when loose_lines > 0 and score_sum + loose_sum between lowest and highest then 'pass'
            when loose_lines > 0 then 'not_testable'
            else 'fail'
        end as result
    from total

),

-- What the total, or one line's score, would have to be.
required as (

    select
        report_id,
        scope,
        -1 as indicator_no,
        cast(null as {{ dbt.type_string() }}) as indicator_key,
        '自评总分' as name,
        'the total' as name_en,
        most as printed,
        {{ half_unit(plain('most')) }} as half_width,
        score_sum as required,
        cast(null as {{ type_amount() }}) as rescored
    from decided
    where result = 'fail' and lowest <= highest

    union all

    select
        decided.report_id,
        decided.scope,
        line.indicator_no,
        line.indicator_key,
        '“' || line.indicator_name || '”得分' as name,
        'the score of ' || line.indicator_name as name_en,
        line.score as printed,
        line.score_half as half_width,
        line.score + decided.most - decided.score_sum as required,
        line.rescored
    from decided
    inner join line on decided.report_id = line.report_id and decided.scope = line.scope
    where
        decided.result = 'fail'
        and decided.lowest <= decided.highest
        and line.score is not null
        and not line.is_extra
        and line.score + decided.most - decided.score_sum between 0 and line.weight

),

mended as (

    select
        required.*,
        case
            when required.rescored = required.required and criterion.subject is not null then 'criterion'
            else {{ slip('required.printed', 'required.required', 'required.half_width', 0) }}
        end as mended_by,
        case when required.rescored = required.required then criterion.subject end as root_subject
    from required
    left join criterion
        on
            required.report_id = criterion.report_id
            and required.indicator_key = criterion.subject

),

remedy as (

    select
        report_id,
        scope,
        max(root_subject) as root_subject,
        {{ join_text("name || '改为' || " ~ plain('required') ~ " || " ~ slip_zh('mended_by'), '，或', 'indicator_no') }}
            as remedy,
        {{ join_text(
            "name_en || ' were ' || " ~ plain('required') ~ " || " ~ slip_en('mended_by'), ', or ', 'indicator_no'
        ) }} as remedy_en
    from mended
    where mended_by is not null
    group by report_id, scope

)

select
    'scores_make_total' as rule_id,
    decided.report_id,
    decided.scope as subject,
    decided.result,
    case when decided.result = 'fail' and remedy.root_subject is not null then 'info' else 'warning' end as severity,
    case
        when decided.result = 'fail'
            then
                '自评总分为' || decided.stated || '分，各项得分合计' || {{ plain('decided.score_sum') }}
                || '分（' || decided.scores || '），相差' || {{ plain('decided.most - decided.score_sum') }} || '分'
                || coalesce('；若' || remedy.remedy || '，即相符', '')
                || case when remedy.root_subject is not null then '（由另一问题引起）' else '' end
    end as message,
    case
        when decided.result = 'fail'
            then
                'The total score is ' || decided.stated || ', the scores add up to ' || {{ plain('decided.score_sum') }}
                || ' (' || decided.scores || '), a difference of ' || {{ plain('decided.most - decided.score_sum') }}
                || coalesce('; it would hold if ' || remedy.remedy_en, '')
                || case when remedy.root_subject is not null then ' (follows from another finding)' else '' end
    end as message_en,
    decided.stated || '; ' || decided.scores as printed,
    {{ plain('decided.score_sum') }} as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids,
    remedy.remedy,
    remedy.remedy_en,
    case when remedy.root_subject is not null then 'score_follows_criterion' end as root_rule_id,
    remedy.root_subject
from decided
left join remedy
    on
        decided.report_id = remedy.report_id
        and decided.scope = remedy.scope
