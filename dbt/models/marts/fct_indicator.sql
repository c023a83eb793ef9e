with indicator as (

    select * from {{ ref('int_indicator') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

)

select
    indicator.indicator_key,
    indicator.report_id,
    indicator.county_code,
    indicator.department_key,
    indicator.fiscal_year,
    indicator.scope,
    indicator.level1,
    indicator.level2,
    indicator.indicator_name,
    indicator.target_text,
    indicator.actual_text,
    indicator.target_comparator,
    indicator.target_value,
    indicator.target_unit,
    indicator.actual_value,
    indicator.actual_unit,
    indicator.weight,
    indicator.score,
    indicator.criterion,
    indicator.deviation,
    indicator.achieved,
    indicator.rescored,
    indicator.section,
    indicator.document_sha256,
    indicator.page,
    indicator.table_no,
    indicator.row_no,
    indicator.char_start,
    indicator.char_end
from indicator
inner join verdict on indicator.report_id = verdict.report_id
where verdict.status <> 'superseded'
