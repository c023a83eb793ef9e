with figure as (

    select * from {{ ref('int_figure') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

)

select
    figure.figure_key,
    figure.report_id,
    figure.county_code,
    figure.department_key,
    figure.fiscal_year,
    figure.stage,
    figure.account_code,
    figure.fund,
    figure.project_name,
    figure.organization_unit,
    figure.amount_wan,
    figure.quantity,
    figure.mention_count
from figure
inner join verdict on figure.report_id = verdict.report_id
where verdict.status = 'superseded'
