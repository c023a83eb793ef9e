with report as (

    select * from {{ ref('int_report') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

),

value_role as (

    select * from {{ ref('int_value_role') }}

),

coverage as (

    select
        document_sha256,
        count(*) as printed_values,
        sum(case when role in ('figure', 'claim', 'indicator', 'header') then 1 else 0 end) as conformed_values,
        sum(case when role = 'left' then 1 else 0 end) as left_values,
        sum(case when role = 'unmatched' then 1 else 0 end) as unmatched_values
    from value_role
    group by document_sha256

)

select
    report.report_id,
    report.county_code,
    report.county_key,
    report.department_key,
    report.fiscal_year,
    report.title,
    report.published_on,
    report.prepared_on,
    report.self_score,
    report.grade,
    report.document_sha256,
    report.source_name,
    report.source_url,
    verdict.status,
    cast(coalesce(coverage.printed_values, 0) as integer) as printed_values,
    cast(coalesce(coverage.conformed_values, 0) as integer) as conformed_values,
    cast(coalesce(coverage.left_values, 0) as integer) as left_values,
    cast(coalesce(coverage.unmatched_values, 0) as integer) as unmatched_values
from report
inner join verdict on report.report_id = verdict.report_id
left join coverage on report.document_sha256 = coverage.document_sha256
