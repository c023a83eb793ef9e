-- 同一成果数在报告各处一致。
-- A result printed under two headings says the same number. Counts and money only, by the words before the number;
-- targets, plans, parts and other periods are something else.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each number.
with number_of_text as (

    select * from {{ ref('int_text_number') }}

),

indicator as (

    select * from {{ ref('int_indicator') }}

),

target as (

    select distinct
        report_id,
        target_value,
        target_unit
    from indicator
    where target_value is not null

),

result_number as (

    select number_of_text.*
    from number_of_text
    left join target
        on
            number_of_text.report_id = target.report_id
            and number_of_text.value = target.target_value
            and number_of_text.unit = target.target_unit
    where
        target.report_id is null
        and number_of_text.unit_kind in ('count', 'money')
        and number_of_text.role in ('left', 'unmatched', 'indicator')
        and coalesce(number_of_text.indicator_part, 'actual') = 'actual'
        and not number_of_text.is_goal
        and length(number_of_text.name) >= 7
        and not {{ matches_pattern(
            'number_of_text.label',
            '其中|目标|计划|任务|年初|预计|预期|超出|超过|未完成|上年|去年|同期|截至|截止|累计|上半年|季度|[0-9]月|至今'
        ) }}

),

pair as (

    select
        one.report_id,
        one.name,
        one.value_no as one_no,
        other.value_no as other_no,
        one.mention_id as one_mention_id,
        other.mention_id as other_mention_id,
        one.printed_text as one_text,
        other.printed_text as other_text,
        {{ intervals_meet('one.amount', 'one.half_width', 'other.amount', 'other.half_width') }} as meets
    from result_number as one
    inner join result_number as other
        on
            one.report_id = other.report_id
            and one.value_no <> other.value_no
            and one.section <> other.section
            and one.unit = other.unit
            and one.name = right(other.name, length(one.name))
            and (one.name <> other.name or one.value_no < other.value_no)

)

select
    'one_value_per_result' as rule_id,
    report_id,
    cast(one_no as {{ dbt.type_string() }}) || '/' || cast(other_no as {{ dbt.type_string() }}) as subject,
    case when meets then 'pass' else 'fail' end as result,
    'warning' as severity,
    case when not meets then '“' || name || '”在报告中的数不一致：' || one_text || '，' || other_text end as message,
    case
        when not meets then name || ' is printed with different numbers: ' || one_text || ', ' || other_text
    end as message_en,
    one_text || '; ' || other_text as printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ texts_of(['one_mention_id', 'other_mention_id']) }} as mention_ids
from pair
