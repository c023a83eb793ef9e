with claim as (

    select * from {{ ref('int_claim') }}

),

account as (

    select * from {{ ref('int_account') }}

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
    claim.value_in_printed_unit as printed_value,
    claim.printed_unit,
    claim.recomputed_in_printed_unit as recomputed_value,
    case when claim.kind = 'change_amount' and account.unit_kind = 'money' then claim.printed_value end as amount_wan,
    claim.holds,
    claim.figure_key,
    claim.base_key
from claim
inner join verdict on claim.report_id = verdict.report_id
left join account on claim.account_code = account.account_code
where verdict.status <> 'superseded'
