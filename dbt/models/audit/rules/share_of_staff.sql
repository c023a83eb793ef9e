-- 人员占比与人数一致。
-- The share of some of the staff follows from their number and the staff in post.
-- Severity: warning. Tolerance: half a unit of the last printed digit of the share; heads are exact.
with number_of_text as (

    select * from {{ ref('int_text_number') }}

),

staff as (

    select * from {{ ref('int_place_figure') }}
    where
        place = 'report'
        and account_code = 'staff.actual'
        and stage = 'final'
        and organization_unit is null

),

share as (

    select
        number_of_text.report_id,
        number_of_text.value_no,
        number_of_text.value,
        number_of_text.half_unit,
        number_of_text.printed_text,
        number_of_text.before_text,
        number_of_text.mention_id,
        number_of_text.before_mention_id,
        staff.amount as staff,
        {{ divide('100 * number_of_text.before_value', 'staff.amount') }} as computed
    from number_of_text
    left join staff
        on
            number_of_text.report_id = staff.report_id
            and number_of_text.fiscal_year = staff.fiscal_year
    where
        number_of_text.unit = '%'
        and number_of_text.before_unit in ('人', '名')
        and {{ matches_pattern('number_of_text.label', '^占(总人数|在职|职工|干部职工|全局|全体)') }}

),

decided as (

    select
        *,
        case
            when computed is null then 'not_testable'
            when abs(computed - value) > half_unit then 'fail'
            else 'pass'
        end as result
    from share

)

select
    'share_of_staff' as rule_id,
    report_id,
    cast(value_no as {{ dbt.type_string() }}) as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then
                before_text || '占' || {{ plain('staff') }} || '人的' || {{ plain('round(computed, 2)') }} || '%，印'
                || printed_text
    end as message,
    case
        when result = 'fail'
            then
                before_text || ' of ' || {{ plain('staff') }} || ' in post is ' || {{ plain('round(computed, 2)') }}
                || '%, printed ' || printed_text
    end as message_en,
    before_text || '; ' || coalesce({{ plain('staff') }} || '人; ', '') || printed_text as printed,
    {{ plain('round(computed, 2)') }} || '%' as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ texts_of(['before_mention_id', 'mention_id']) }} as mention_ids
from decided
