with report as (

    select * from {{ ref('dim_report') }}

),

department as (

    select * from {{ ref('dim_department') }}

),

county as (

    select * from {{ ref('dim_county') }}

),

figure as (

    select * from {{ ref('int_figure') }}

),

finding as (

    select * from {{ ref('fct_finding') }}
    where status <> 'corrected'

),

-- The department's own totals of the year reported on: all funds, no single project's or unit's.
total as (

    select
        report_id,
        fiscal_year,
        max(case when stage = 'final' and account_code = 'income' then amount end) as income_wan,
        max(case when stage = 'final' and account_code = 'opening_balance' then amount end) as opening_balance_wan,
        max(case when stage = 'final' and account_code = 'closing_balance' then amount end) as closing_balance_wan,
        max(case when stage = 'final' and account_code = 'expenditure' then amount end) as expenditure_wan,
        max(case when stage = 'final' and account_code = 'expenditure.basic' then amount end) as basic_wan,
        max(case when stage = 'final' and account_code = 'expenditure.basic.personnel' then amount end)
            as personnel_wan,
        max(case when stage = 'final' and account_code = 'expenditure.basic.operating' then amount end)
            as operating_wan,
        max(case when stage = 'final' and account_code = 'expenditure.project' then amount end) as project_wan,
        max(case when stage = 'final' and account_code = 'three_public' then amount end) as three_public_wan,
        max(case when stage = 'final' and account_code = 'three_public.abroad' then amount end) as abroad_wan,
        max(case when stage = 'final' and account_code = 'three_public.vehicle' then amount end) as vehicle_wan,
        max(case when stage = 'final' and account_code = 'three_public.reception' then amount end) as reception_wan,
        max(case when stage = 'final' and account_code = 'procurement' then amount end) as procurement_wan,
        max(case when stage = 'initial_budget' and account_code = 'expenditure' then amount end) as initial_budget_wan,
        max(case when stage = 'adjusted_budget' and account_code = 'expenditure' then amount end)
            as adjusted_budget_wan,
        max(case when stage = 'final' and account_code = 'assets' then amount end) as assets_wan,
        max(case when stage = 'final' and account_code = 'liabilities' then amount end) as liabilities_wan,
        max(case when stage = 'final' and account_code = 'staff.quota' then amount end) as staff_quota,
        max(case when stage = 'final' and account_code = 'staff.actual' then amount end) as staff_actual
    from figure
    where
        fund = 'all'
        and project_name is null
        and organization_unit is null
    group by report_id, fiscal_year

),

finding_count as (

    select
        report_id,
        count(*) as findings,
        sum(case when severity = 'error' then 1 else 0 end) as error_findings
    from finding
    group by report_id

)

select
    report.report_id,
    report.county_code,
    county.county_name,
    county.prefecture_name,
    county.province_name,
    report.department_key,
    department.department_name,
    department.department_type,
    report.fiscal_year,
    total.income_wan,
    total.opening_balance_wan,
    total.closing_balance_wan,
    total.expenditure_wan,
    total.basic_wan,
    total.personnel_wan,
    total.operating_wan,
    total.project_wan,
    total.three_public_wan,
    total.abroad_wan,
    total.vehicle_wan,
    total.reception_wan,
    total.procurement_wan,
    total.initial_budget_wan,
    total.adjusted_budget_wan,
    total.assets_wan,
    total.liabilities_wan,
    total.staff_quota,
    total.staff_actual,
    {{ divide('100 * total.expenditure_wan', 'total.adjusted_budget_wan') }} as execution_rate,
    {{ divide('100 * total.expenditure_wan', 'total.initial_budget_wan') }} as initial_execution_rate,
    report.self_score,
    report.grade,
    cast(coalesce(finding_count.findings, 0) as integer) as findings,
    cast(coalesce(finding_count.error_findings, 0) as integer) as error_findings,
    report.printed_values,
    report.unmatched_values,
    {{ divide('100 * (report.printed_values - report.unmatched_values)', 'report.printed_values') }} as understood_share
from report
left join county on report.county_key = county.county_key
left join department on report.department_key = department.department_key
left join total on report.report_id = total.report_id and report.fiscal_year = total.fiscal_year
left join finding_count on report.report_id = finding_count.report_id
where
    report.status <> 'superseded'
    and report.department_key is not null
    and report.fiscal_year is not null
