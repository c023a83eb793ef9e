-- 同一个精确金额不应既是全年某项的数，又是部分月份另一项的数。
-- One exact amount does not stand under two different names of two different periods: four significant digits or more,
-- names that share no more than half of their characters, one of them for some months only.
-- Severity: warning. Tolerance: none; equal as printed.
with number_of_text as (

    select * from {{ ref('int_text_number') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

months as (

    select
        document_sha256,
        sentence_no,
        value_no,
        printed
    from printed_value
    where {{ matches_pattern('printed', '^[0-9]{1,2}[-—~至][0-9]{1,2}月') }}

),

amount_of_text as (

    select
        number_of_text.report_id,
        number_of_text.value_no,
        number_of_text.sentence_no,
        number_of_text.mention_id,
        number_of_text.amount,
        number_of_text.printed_text,
        number_of_text.label,
        number_of_text.name,
        {{ replace_pattern(
            replace_pattern('number_of_text.printed_text', '[^0-9]', ''), '^0+|0+$', ''
        ) }} as digits,
        max(months.printed) as period
    from number_of_text
    left join months
        on
            number_of_text.document_sha256 = months.document_sha256
            and number_of_text.sentence_no = months.sentence_no
            and number_of_text.value_no > months.value_no
    where
        number_of_text.unit_kind = 'money'
        and number_of_text.role in ('left', 'unmatched', 'indicator')
        and coalesce(number_of_text.indicator_part, 'actual') = 'actual'
        and length(number_of_text.name) >= 4
        and number_of_text.label not like '%目标%'
    group by
        number_of_text.report_id, number_of_text.value_no, number_of_text.sentence_no, number_of_text.mention_id,
        number_of_text.amount, number_of_text.printed_text, number_of_text.label, number_of_text.name

),

pair as (

    select
        one.report_id,
        one.amount,
        one.name as one_name,
        other.name as other_name,
        one.period,
        one.printed_text,
        one.mention_id as one_mention_id,
        other.mention_id as other_mention_id,
        one.period || one.label || one.printed_text as one_text,
        other.label || other.printed_text as other_text,
        row_number() over (
            partition by one.report_id, one.amount, one.name, other.name order by one.value_no, other.value_no
        ) as print_no
    from amount_of_text as one
    inner join amount_of_text as other
        on
            one.report_id = other.report_id
            and one.amount = other.amount
            and one.sentence_no <> other.sentence_no
    where
        length(one.digits) >= 4
        and one.period is not null
        and other.period is null
        and 2 * length(translate(one.name, other.name, '')) >= length(one.name)
        and 2 * length(translate(other.name, one.name, '')) >= length(other.name)

)

select
    'one_name_per_number' as rule_id,
    report_id,
    {{ plain('amount') }} || '/' || one_name || '/' || other_name as subject,
    'fail' as result,
    'warning' as severity,
    printed_text || '既是' || period || '的“' || one_name || '”，又是“' || other_name || '”' as message,
    printed_text || ' is printed as ' || one_name || ' of ' || period || ' and as ' || other_name as message_en,
    one_text || '; ' || other_text as printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ texts_of(['one_mention_id', 'other_mention_id']) }} as mention_ids
from pair
where print_no = 1
