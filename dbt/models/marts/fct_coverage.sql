with value_role as (

    select * from {{ ref('int_value_role') }}

),

report as (

    select * from {{ ref('int_report') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

),

counted as (

    select
        report.report_id,
        value_role.role,
        value_role.left_reason,
        count(*) as value_count
    from value_role
    inner join report on value_role.document_sha256 = report.document_sha256
    inner join verdict on report.report_id = verdict.report_id
    where verdict.status <> 'superseded'
    group by report.report_id, value_role.role, value_role.left_reason

)

select
    {{ key_of(['report_id', 'role', 'left_reason']) }} as coverage_key,
    report_id,
    role,
    left_reason,
    cast(value_count as integer) as value_count
from counted
