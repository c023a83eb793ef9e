-- 数值未达到目标的指标，不得写作已完成目标、达标。
-- An indicator whose printed result misses its printed target is not reported as met in words. Where it scores in full,
-- target_missed_at_full_score says so.
-- Severity: warning. Tolerance: none; both values are compared as printed, in one unit.
with indicator as (

    select * from {{ ref('int_indicator') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

mention as (

    {{ indicator_mentions(['target', 'actual']) }}

),

-- "完成90%" tells how much was done, "完成年度目标" that it was all: only the latter says that the target is met.
worded as (

    select
        *,
        {{ matches_pattern(
            'actual_text',
            '(完成|达到|达成|实现)了?(年度|年初|预期|预定|绩效|既定|全部|各项|工作)*(目标|指标|任务)|达标|超额完成'
        ) }}
        and not {{ matches_pattern('actual_text', '未|没有|不|部分|基本|尚|差') }} as is_reported_met
    from indicator
    where actual_text is not null

),

decided as (

    select
        *,
        coalesce(target_text, {{ plain('target_value') }}) as target,
        case
            when achieved is null then 'not_testable'
            when not achieved and is_reported_met and score is not null and score = weight then 'not_testable'
            when not achieved and is_reported_met then 'fail'
            else 'pass'
        end as result
    from worded

)

select
    'target_missed_but_reported_met' as rule_id,
    decided.report_id,
    decided.indicator_key as subject,
    decided.result,
    'warning' as severity,
    case
        when decided.result = 'fail'
            then
                '“' || decided.indicator_name || '”目标值'
                || decided.target || '，完成值' || {{ plain('decided.actual_value') }} || coalesce(decided.actual_unit, '')
                || '未达到，却写作“' || decided.actual_text || '”'
    end as message,
    case
        when decided.result = 'fail'
            then
                decided.indicator_name || ': the result ' || {{ plain('decided.actual_value') }}
                || coalesce(decided.actual_unit, '') || ' misses the target '
                || decided.target || ', but is reported as met'
    end as message_en,
    decided.target || '; ' || decided.actual_text as printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    coalesce(mention.mention_ids, {{ no_texts() }}) as mention_ids
from decided
left join mention on decided.indicator_key = mention.indicator_key
