with claim as (

    select * from {{ ref('int_claim') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

)

select
    claim.claim_key,
    claim.report_id,
    claim.fiscal_year,
    claim.kind,
    claim.account_code,
    claim.stage,
    claim.fund,
    claim.project_name,
    claim.organization_unit,
    claim.base,
    claim.printed_value,
    claim.recomputed_value,
    claim.holds,
    claim.figure_key,
    claim.base_key
from claim
inner join verdict on claim.report_id = verdict.report_id
where verdict.status <> 'superseded'
