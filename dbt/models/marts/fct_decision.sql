with decision as (

    select * from {{ ref('stg_decision') }}

),

finding as (

    select * from {{ ref('fct_finding') }}

),

mention as (

    select distinct correction_key
    from {{ ref('fct_mention') }}
    where correction_key is not null

)

select
    decision.decision_key,
    decision.decision,
    decision.report_id,
    decision.rule_id,
    decision.subject,
    decision.finding_key,
    decision.document_sha256,
    decision.char_start,
    decision.printed as printed_value,
    decision.corrected_value,
    decision.corrected_unit,
    decision.decided_by,
    decision.decided_on,
    decision.reason,
    mention.correction_key is not null or coalesce(finding.status = 'accepted', false) as is_applied
from decision
left join mention on decision.decision_key = mention.correction_key
left join finding
    on
        decision.finding_key = finding.finding_key
        and decision.decision = 'accept'
