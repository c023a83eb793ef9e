-- 同一目标在报告各处一致。
-- A target printed under two headings of goals is one target. A printed rate of completion shows which one it is of.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each number.
with number_of_text as (

    select * from {{ ref('int_text_number') }}

),

goal as (

    select
        *,
        {{ core_name('name') }} as core
    from number_of_text
    where
        is_goal
        and coalesce(indicator_part, 'target') = 'target'
        and unit is not null
        and length(name) >= 5

),

rate as (

    select
        report_id,
        printed_text,
        {{ core_name('name') }} as core
    from number_of_text
    where unit = '%' and label like '%完成%'

),

pair as (

    select
        one.report_id,
        one.core,
        one.name,
        one.value_no as one_no,
        other.value_no as other_no,
        one.mention_id as one_mention_id,
        other.mention_id as other_mention_id,
        one.printed_text as one_text,
        other.printed_text as other_text,
        {{ intervals_meet('one.amount', 'one.half_width', 'other.amount', 'other.half_width') }} as meets
    from goal as one
    inner join goal as other
        on
            one.report_id = other.report_id
            and one.section <> other.section
            and one.unit = other.unit
            and one.value_no < other.value_no
            and (
                other.name like '%' || one.name
                or one.name like '%' || other.name
                or other.name like one.name || '%'
                or one.name like other.name || '%'
            )

),

with_rate as (

    select
        pair.*,
        rate.printed_text as rate_text
    from pair
    left join rate on pair.report_id = rate.report_id and pair.core = rate.core

)

select
    'targets_agree' as rule_id,
    report_id,
    cast(one_no as {{ dbt.type_string() }}) || '/' || cast(other_no as {{ dbt.type_string() }}) as subject,
    case when meets then 'pass' else 'fail' end as result,
    'warning' as severity,
    case
        when not meets
            then '“' || name || '”的目标前后不一致：' || one_text || '，' || other_text
                || coalesce('；所印完成率' || rate_text || '只能按其中之一计算', '')
    end as message,
    case
        when not meets
            then 'The target of ' || name || ' is printed as ' || one_text || ' and as ' || other_text
                || coalesce('; the rate of completion, ' || rate_text || ', can be of one of them only', '')
    end as message_en,
    one_text || '; ' || other_text || coalesce('; ' || rate_text, '') as printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ texts_of(['one_mention_id', 'other_mention_id']) }} as mention_ids
from with_rate
