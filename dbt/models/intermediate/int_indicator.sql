with indicator as (

    select * from {{ ref('stg_indicator') }}

),

report as (

    select * from {{ ref('int_report') }}

),

unit as (

    select * from {{ ref('units') }}

),

-- Two lines of one name are told apart by their order, so that a key says what the indicator is.
occurrence as (

    select
        report.report_id,
        report.county_code,
        report.department_key,
        report.fiscal_year,
        indicator.*,
        row_number() over (
            partition by
                indicator.document_sha256, indicator.scope, indicator.level1, indicator.level2, indicator.indicator_name
            order by indicator.indicator_no
        ) as occurrence_no
    from indicator
    inner join report on indicator.document_sha256 = report.document_sha256

),

-- A unit printed once stands for both; other units are compared where one kind has them both.
comparable as (

    select
        occurrence.*,
        case
            when
                coalesce(occurrence.target_unit, occurrence.actual_unit, '')
                = coalesce(occurrence.actual_unit, occurrence.target_unit, '')
                then occurrence.target_value
            when target.unit_kind = actual.unit_kind
                then occurrence.target_value
                    * cast(coalesce(target.factor_to_wan, target.factor_to_one) as decimal(14, 4))
        end as target_amount,
        case
            when
                coalesce(occurrence.target_unit, occurrence.actual_unit, '')
                = coalesce(occurrence.actual_unit, occurrence.target_unit, '')
                then occurrence.actual_value
            when target.unit_kind = actual.unit_kind
                then occurrence.actual_value
                    * cast(coalesce(actual.factor_to_wan, actual.factor_to_one) as decimal(14, 4))
        end as actual_amount
    from occurrence
    left join unit as target on occurrence.target_unit = target.unit
    left join unit as actual on occurrence.actual_unit = actual.unit

),

formula as (

    select
        *,
        {{ replace_pattern('criterion', '\\s', '') }} as bare_criterion
    from comparable

),

-- 每少 N 扣 M 分, once in the criterion: what else it says of deductions cannot be computed here.
parsed as (

    select
        *,
        case
            when length(bare_criterion) - length(replace(bare_criterion, '扣', '')) = 1
                then nullif({{ pattern_group('bare_criterion', deduction_pattern(), 1) }}, '')
        end as deducted_for,
        replace({{ pattern_group('bare_criterion', deduction_pattern(), 2) }}, '一', '1') as step_text,
        {{ pattern_group('bare_criterion', deduction_pattern(), 3) }} as step_unit,
        {{ pattern_group('bare_criterion', deduction_pattern(), 4) }} as points_text
    from formula

),

-- How far the result is on the wrong side of the target, in the unit of the target.
missed as (

    select
        *,
        try_cast(step_text as decimal(12, 4)) as step,
        try_cast(points_text as decimal(12, 4)) as points,
        case
            -- The engine's greatest() passes over what is missing: a missing number would be no shortfall.
            when actual_value is null or target_value is null then null
            when target_amount <> target_value or actual_amount <> actual_value then null
            when replace(step_unit, '个百分点', '%') <> coalesce(target_unit, actual_unit, '') then null
            -- A deduction against the direction of the target is about something else.
            when deducted_for in ('超', '超过', '超出', '高', '高于', '高出', '增加') and target_comparator in ('>=', '>')
                then null
            when deducted_for in ('超', '超过', '超出', '高', '高于', '高出', '增加')
                then greatest(actual_value - target_value, 0)
            when target_comparator in ('<=', '<') then null
            when deducted_for is not null then greatest(target_value - actual_value, 0)
        end as shortfall
    from parsed

)

select
    {{ key_of([
        'document_sha256', 'scope', 'level1', 'level2', 'indicator_name', 'occurrence_no'
    ]) }} as indicator_key,
    report_id,
    document_sha256,
    indicator_no,
    county_code,
    department_key,
    fiscal_year,
    scope,
    level1,
    level2,
    indicator_name,
    target_text,
    actual_text,
    target_comparator,
    target_value,
    target_unit,
    actual_value,
    actual_unit,
    weight,
    score,
    criterion,
    deviation,
    case
        when target_comparator = '>=' then actual_amount >= target_amount
        when target_comparator = '>' then actual_amount > target_amount
        when target_comparator = '<=' then actual_amount <= target_amount
        when target_comparator = '<' then actual_amount < target_amount
        -- Without a direction, more may be better or worse.
        when actual_amount = target_amount then true
    end as achieved,
    cast(
        case
            when shortfall is null or weight is null then null
            when shortfall = 0 then weight
            -- Part of a step may be deducted in part, in full or not at all.
            when
                step > 0 and {{ divide('shortfall', 'step') }} = floor({{ divide('shortfall', 'step') }})
                then greatest(weight - cast({{ divide('shortfall', 'step') }} * points as {{ type_amount() }}), 0)
        end
        as {{ type_amount() }}
    ) as rescored,
    section,
    page,
    table_no,
    row_no,
    column_no,
    printed,
    char_start,
    char_end,
    conformed_by
from missed
