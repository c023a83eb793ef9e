with result as (

    select * from {{ ref('audit_version_result') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

)

select
    result.rule_id,
    result.report_id,
    result.subject,
    result.result,
    result.severity,
    result.message,
    result.message_en,
    result.printed,
    result.computed,
    result.difference_wan,
    result.mention_ids,
    result.remedy,
    result.remedy_en,
    result.root_rule_id,
    result.root_subject,
    result.is_accepted
from result
inner join verdict on result.report_id = verdict.report_id
where verdict.status <> 'superseded'
