-- 评价等级与自评得分所在区间相符（优90分以上、良80至90分、中60至80分、差60分以下）。
-- The grade is that of the score's band. Counties set bands of their own, so a misfit is only pointed out.
-- Severity: info. Tolerance: none.
with report as (

    select * from {{ ref('int_report') }}

),

grade_band as (

    select * from {{ ref('grade_bands') }}

),

fitting as (

    select
        report.report_id,
        report.self_score,
        report.grade,
        own.grade_name as own_grade,
        fit.grade_name as fit_grade
    from report
    left join grade_band as own on substr(report.grade, 1, 1) = own.grade_initial
    left join grade_band as fit on report.self_score >= fit.score_from and report.self_score < fit.score_below

),

decided as (

    select
        *,
        case
            when own_grade is null or fit_grade is null then 'not_testable'
            when own_grade <> fit_grade then 'fail'
            else 'pass'
        end as result
    from fitting

)

select
    'grade_fits_score' as rule_id,
    report_id,
    'grade' as subject,
    result,
    'info' as severity,
    case
        when result = 'fail' then '自评得分' || {{ plain('self_score') }} || '分一般为“' || fit_grade || '”，印“' || grade || '”'
    end as message,
    case
        when result = 'fail'
            then 'A score of ' || {{ plain('self_score') }} || ' is usually ' || fit_grade || ', printed ' || grade
    end as message_en,
    {{ plain('self_score') }} || '; ' || grade as printed,
    fit_grade as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids
from decided
