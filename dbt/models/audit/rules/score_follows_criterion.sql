-- 得分与所印评分标准一致：每少（低、超）若干扣若干分、按比例得分、分档计分、预算内满分，以及标准所列分数的上限。
-- A score is what its printed criterion gives: so many points less per step, in proportion to the target, by bands, in
-- full within the budget; and never more than the points that the criterion names.
-- Severity: warning. Tolerance: half a unit of the score's last printed digit, at most a twentieth or half a unit of
-- the report's finest score; part of a step may be deducted in part, in full or not at all, unless the criterion
-- counts it as a whole one (不足10公里按10公里计).
with line as (

    select
        *,
        {{ score_tolerance() }} as fine_half,
        {{ replace_pattern(replace_pattern('criterion', '\\s', ''), '扣.为止', '') }} as bare
    from {{ ref('int_score_line') }}
    where criterion is not null

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

figure as (

    select * from {{ ref('int_place_figure') }}
    where
        place = 'report'
        and account_code = 'expenditure'
        and fund = 'all'
        and project_name is null
        and organization_unit is null

),

report as (

    select * from {{ ref('int_report') }}

),

-- Numbers of a criterion with the one before: "90%计10分" is a band, "得2分" an award.
criterion_number as (

    select
        line.indicator_key,
        line.bare,
        printed_value.value,
        printed_value.unit,
        printed_value.label,
        lag(printed_value.value) over numbers as before_value,
        lag(printed_value.unit) over numbers as before_unit
    from line
    inner join conformed_value
        on
            line.document_sha256 = conformed_value.document_sha256
            and line.indicator_no = conformed_value.indicator_no
            and conformed_value.indicator_part = 'criterion'
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    window numbers as (partition by line.indicator_key order by printed_value.value_no)

),

band as (

    select
        indicator_key,
        before_value as threshold,
        max(value) as points,
        count(*) over (partition by indicator_key) as bands
    from criterion_number
    where
        unit = '分'
        and before_unit = '%'
        and bare not like '%每%'
        and bare not like '%满分%'
    group by indicator_key, before_value

),

reached_band as (

    select
        line.indicator_key,
        -- ≤5%得5分，5%—20%得3分: bands up to a bound; 90%计10分，80%计8分: from one on.
        case
            when {{ matches_pattern('max(line.bare)', upper_bands()) }}
                then max(case when line.actual_value <= band.threshold then band.points end)
            else max(case when line.actual_value >= band.threshold then band.points end)
        end as points
    from line
    inner join band on line.indicator_key = band.indicator_key
    where
        line.actual_unit = '%'
        and band.bands >= 2
        and not (
            {{ matches_pattern('line.bare', upper_bands()) }}
            and {{ matches_pattern('line.bare', '≥|>|＞|以上|不低于|大于') }}
        )
        -- 90%—95%得3分: the number before the points is the end of that band, not its beginning.
        and (
            {{ matches_pattern('line.bare', upper_bands()) }}
            or not {{ matches_pattern('line.bare', '[0-9]%?(—|－|-|~|～|至|到)[0-9]') }}
        )
    group by line.indicator_key

),

award as (

    select
        indicator_key,
        sum(value) as points
    from criterion_number
    where
        unit = '分'
        and bare not like '%每%'
        and bare not like '%满分%'
        and {{ matches_pattern('label', '(得|计|记)$') }}
        -- So many points for each of several is no sum.
        and not {{ matches_pattern('bare', '(各|均|分别|逐)|累计|依次|类推|按|[0-9一](项|个|次|家|条|份|场)(得|计|记)') }}
    group by indicator_key

),

parsed as (

    select
        line.*,
        nullif({{ pattern_group('line.bare', deduction_pattern(), 1) }}, '') as deducted_for,
        try_cast(
            coalesce(nullif(replace({{ pattern_group('line.bare', deduction_pattern(), 2) }}, '一', '1'), ''), '1')
            as decimal(12, 4)
        ) as step,
        replace({{ pattern_group('line.bare', deduction_pattern(), 3) }}, '个百分点', '%') as step_unit,
        try_cast(nullif({{ pattern_group('line.bare', deduction_pattern(), 4) }}, '') as decimal(12, 4)) as points,
        length(line.bare) - length(replace(line.bare, '扣', '')) as deductions,
        {{ matches_pattern('line.bare', whole_steps()) }} as counts_whole_steps,
        {{ pattern_group('line.bare', nothing_beyond(), 1) }} as bound_direction,
        try_cast(nullif({{ pattern_group('line.bare', nothing_beyond(), 2) }}, '') as decimal(12, 4)) as bound,
        replace({{ pattern_group('line.bare', nothing_beyond(), 3) }}, '个百分点', '%') as bound_unit,
        {{ pattern_group('line.bare', nothing_beyond(), 4) }} as bound_included,
        {{ pattern_group('line.bare', nothing_beyond(), 5) }} as bound_end,
        coalesce(line.target_unit, line.actual_unit, '') as unit,
        coalesce(line.actual_unit, line.target_unit, '') = coalesce(line.target_unit, line.actual_unit, '') as one_unit
    from line

),

missed as (

    select
        *,
        case
            -- The engine's greatest() passes over what is missing: a missing number would be a nothing.
            when actual_value is null or target_value is null or weight is null then null
            when deductions <> 1 or deducted_for is null or not one_unit or step_unit <> unit then null
            when deducted_for in ('超', '超过', '超出', '高', '高于', '高出', '增加')
                then case when target_comparator in ('<=', '<') then greatest(actual_value - target_value, 0) end
            when target_comparator in ('<=', '<') then null
            else greatest(target_value - actual_value, 0)
        end as shortfall,
        case
            when not one_unit then null
            when bound_unit in ('', unit) then actual_value
            -- A bound in per cent of anything else is one of the target.
            when bound_unit = '%' then {{ divide('100 * actual_value', 'target_value') }}
        end as bounded_value,
        bound_included <> '' or bound_end <> '' or bound_direction in ('≤', '≥') as is_bound_beyond
    from parsed

),

-- A cost within the budget: the report's own expenditure against the last budget that it prints.
spent as (

    select
        report_id,
        fiscal_year,
        max(case when stage = 'final' then highest end) as spent_highest,
        max(case when stage = 'final' then amount end) as spent,
        coalesce(
            max(case when stage = 'adjusted_budget' then lowest end),
            max(case when stage = 'initial_budget' then lowest end)
        ) as budget_lowest,
        coalesce(
            max(case when stage = 'adjusted_budget' then amount end),
            max(case when stage = 'initial_budget' then amount end)
        ) as budget
    from figure
    group by report_id, fiscal_year

),

method as (

    select
        missed.*,
        spent.spent,
        spent.budget,
        award.points as awarded,
        case
            when missed.shortfall is not null then 'deduction'
            when
                {{ matches_pattern('missed.bare', proportional()) }}
                and missed.one_unit
                and coalesce(missed.target_comparator, '') not in ('<=', '<')
                and not {{ matches_pattern("coalesce(missed.indicator_name, '')", less_is_better()) }}
                and missed.target_value > 0
                and missed.actual_value is not null
                then 'proportion'
            when reached_band.points is not null then 'bands'
            when
                missed.scope = 'department'
                and missed.target_text like '%预算%'
                and {{ matches_pattern('missed.bare', '预算.{0,6}(内|以内).{0,4}满分') }}
                and spent.spent_highest <= spent.budget_lowest
                then 'budget'
            when award.points is not null then 'award'
        end as method,
        reached_band.points as band_points
    from missed
    inner join report on missed.report_id = report.report_id
    left join reached_band on missed.indicator_key = reached_band.indicator_key
    left join award on missed.indicator_key = award.indicator_key
    left join spent on missed.report_id = spent.report_id and report.fiscal_year = spent.fiscal_year

),

rescored as (

    select
        *,
        case
            when
                score = 0
                and (
                    (is_bound_beyond and bounded_value = bound)
                    or (
                        (
                            bound_direction in ('超过', '超出', '高于', '大于', '>', '＞', '≥')
                            or bound_end in ('以上', '及以上')
                        )
                        and bounded_value > bound
                    )
                    or (
                        (
                            bound_direction in (
                                '低于', '不足', '不到', '未达到', '未达', '达不到', '小于', '少于', '<', '＜', '≤'
                            )
                            or bound_end in ('以下', '及以下')
                        )
                        and bounded_value < bound
                    )
                )
                then 0
            when method = 'deduction'
                then greatest(weight - ceil({{ divide('shortfall', 'step') }}) * points, 0)
            when method = 'proportion'
                then {{ divide('weight * least(greatest(actual_value, 0), target_value)', 'target_value') }}
            when method = 'bands' then band_points
            when method = 'budget' then weight
            when method = 'award' then 0
        end as lowest_score,
        case
            when method = 'deduction' and counts_whole_steps
                then greatest(weight - ceil({{ divide('shortfall', 'step') }}) * points, 0)
            when method = 'deduction'
                then greatest(weight - floor({{ divide('shortfall', 'step') }}) * points, 0)
            when method = 'proportion'
                then {{ divide('weight * least(greatest(actual_value, 0), target_value)', 'target_value') }}
            when method = 'bands' then band_points
            when method = 'budget' then weight
            when method = 'award' then awarded
        end as highest_score
    from method

),

decided as (

    select
        *,
        case
            when lowest_score is null or highest_score is null or score is null then 'not_testable'
            when score > highest_score + fine_half or score < lowest_score - fine_half then 'fail'
            else 'pass'
        end as result,
        {{ plain('highest_score') }}
        || case when method = 'award' then '分以下' else '分' end as computed
    from rescored

)

select
    'score_follows_criterion' as rule_id,
    report_id,
    indicator_key as subject,
    result,
    'warning' as severity,
    case
        when result = 'fail'
            then
                '“' || indicator_name || '”得分' || {{ plain('score') }} || '（分值' || {{ plain('weight') }}
                || '），按评分标准“' || bare || '”应为' || computed
                || case
                    when method = 'budget'
                        then '（支出' || {{ plain('spent') }} || '万元，预算' || {{ plain('budget') }} || '万元）'
                    else ''
                end
    end as message,
    case
        when result = 'fail'
            then
                indicator_name || ': score ' || {{ plain('score') }} || ' of ' || {{ plain('weight') }}
                || ', by its criterion ' || case when method = 'award' then 'at most ' else '' end
                || {{ plain('highest_score') }}
                || case
                    when method = 'budget'
                        then ' (spent ' || {{ plain('spent') }} || ', budget ' || {{ plain('budget') }} || ')'
                    else ''
                end
    end as message_en,
    {{ plain('weight') }} || '分; ' || {{ plain('score') }} || '分'
    || case when method = 'award' then '; ' || {{ plain('awarded') }} || '分' else '' end
    || case
        when method = 'budget'
            then '; ' || {{ plain('spent') }} || '万元; ' || {{ plain('budget') }} || '万元'
        else coalesce('; ' || target_text, '') || coalesce('; ' || actual_text, '')
    end as printed,
    case when result <> 'not_testable' then computed end as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids
from decided
