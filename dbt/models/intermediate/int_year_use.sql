with figure as (

    select * from {{ ref('int_figure') }}

),

claim as (

    select * from {{ ref('int_claim') }}

),

report as (

    select * from {{ ref('int_report') }}

),

year_used as (

    select
        report_id,
        fiscal_year
    from figure
    union
    select
        report_id,
        fiscal_year
    from claim
    union
    select
        report_id,
        fiscal_year
    from report

)

select
    report.document_sha256,
    year_used.fiscal_year
from year_used
inner join report on year_used.report_id = report.report_id
where year_used.fiscal_year is not null
