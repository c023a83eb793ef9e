-- 目标完成率与目标值、完成值一致；只印完成数的，须有整数目标与之相符。
-- A printed rate of completion follows from target and result. Where the sentence prints only a count as the result,
-- there is a whole number that it is this rate of.
-- Severity: warning. Tolerance: half a unit of the last printed digit of the rate; a truncated rate does not hold.
with number_of_text as (

    select * from {{ ref('int_text_number') }}

),

indicator as (

    select * from {{ ref('int_indicator') }}

),

rate as (

    select
        *,
        {{ core_name('name') }} as core
    from number_of_text
    where
        unit = '%'
        and value > half_unit
        and label like '%完成%'
        and role in ('left', 'unmatched', 'indicator')

),

-- "17 个，完成率141.6%": between these two the target lies.
of_count as (

    select
        report_id,
        value_no,
        mention_id,
        before_mention_id,
        before_text || '; ' || printed_text as printed,
        before_label as name,
        before_text,
        printed_text,
        {{ divide('100 * before_value', '(value + half_unit)') }} as target_lowest,
        {{ divide('100 * before_value', '(value - half_unit)') }} as target_highest
    from rate
    where
        label like '完成率%'
        and before_unit_kind = 'count'
        and before_no = value_no - 1

),

measured as (

    select
        report_id,
        indicator_name,
        target_value,
        actual_value,
        target_text,
        actual_text,
        {{ core_name(normal_name('indicator_name')) }} as core,
        {{ divide('100 * actual_value', 'target_value') }} as computed
    from indicator
    where
        target_value > 0
        and actual_value is not null
        and coalesce(target_unit, actual_unit, '') = coalesce(actual_unit, target_unit, '')
        and coalesce(target_unit, actual_unit, '') <> '%'

),

of_indicator as (

    select
        rate.report_id,
        rate.value_no,
        rate.mention_id,
        rate.printed_text,
        min(measured.indicator_name) as name,
        max(case when abs(measured.computed - rate.value) <= rate.half_unit then 1 else 0 end) as fits,
        {{ join_text(
            "measured.target_text || '; ' || measured.actual_text", '; ', 'measured.target_value'
        ) }} as printed_values,
        {{ join_text(
            plain('round(measured.computed, 2)') ~ " || '%'", '; ', 'measured.target_value'
        ) }} as computed
    from rate
    inner join measured
        on
            rate.report_id = measured.report_id
            and rate.core = measured.core
            and length(rate.core) >= 4
    group by rate.report_id, rate.value_no, rate.mention_id, rate.printed_text

),

tested as (

    select
        report_id,
        value_no,
        mention_id,
        before_mention_id,
        name,
        printed_text,
        printed,
        case when floor(target_highest) >= ceil(target_lowest) then 'pass' else 'fail' end as result,
        '完成' || before_text || '，没有整数目标与之相符（' || {{ plain('round(target_lowest, 2)') }} || '至'
        || {{ plain('round(target_highest, 2)') }} || '之间）' as fault,
        before_text || ': no whole target gives it (between ' || {{ plain('round(target_lowest, 2)') }} || ' and '
        || {{ plain('round(target_highest, 2)') }} || ')' as fault_en,
        {{ plain('round(target_lowest, 2)') }} as computed
    from of_count

    union all

    select
        report_id,
        value_no,
        mention_id,
        null as before_mention_id,
        name,
        printed_text,
        printed_text || '; ' || printed_values as printed,
        case when fits = 1 then 'pass' else 'fail' end as result,
        '按目标和完成值（' || printed_values || '）应为' || computed as fault,
        'by target and result (' || printed_values || ') it is ' || computed as fault_en,
        computed
    from of_indicator

)

select
    'completion_rate_follows' as rule_id,
    report_id,
    cast(value_no as {{ dbt.type_string() }}) as subject,
    result,
    'warning' as severity,
    case when result = 'fail' then '“' || name || '”完成率印' || printed_text || '，' || fault end as message,
    case
        when result = 'fail' then name || ': rate of completion printed ' || printed_text || '; ' || fault_en
    end as message_en,
    printed,
    computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ texts_of(['before_mention_id', 'mention_id']) }} as mention_ids
from tested
