-- 以“即”相连的两个金额相等。
-- Two amounts that the text equates (即) are equal.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each amount.
with number_of_text as (

    select * from {{ ref('int_text_number') }}
    where
        label like '即%'
        and unit_kind = 'money'
        and before_unit_kind = 'money'
        and before_no = value_no - 1

),

decided as (

    select
        *,
        case
            when {{ intervals_meet('amount', 'half_width', 'before_amount', 'before_half_width') }} then 'pass'
            else 'fail'
        end as result
    from number_of_text

)

select
    'equated_amounts' as rule_id,
    report_id,
    cast(value_no as {{ dbt.type_string() }}) as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then
                '文中以“即”相连的' || before_text || '与' || printed_text || '不相等，相差'
                || {{ plain('before_amount - amount') }} || '万元'
    end as message,
    case
        when result = 'fail'
            then
                'The text equates ' || before_text || ' with ' || printed_text || ', a difference of '
                || {{ plain('before_amount - amount') }} || ' (10,000 yuan)'
    end as message_en,
    before_text || '; ' || printed_text as printed,
    before_text as computed,
    cast(before_amount - amount as {{ type_amount() }}) as difference_wan,
    {{ texts_of(['before_mention_id', 'mention_id']) }} as mention_ids
from decided
