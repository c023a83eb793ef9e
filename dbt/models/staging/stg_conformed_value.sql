with conformed_value as (

    select * from {{ source('raw', 'conformed_value') }}

),

corrected_unit as (

    select
        document_sha256,
        value_no,
        corrected_unit
    from {{ ref('stg_printed_value') }}
    where corrected_unit is not null

)

select
    conformed_value.document_sha256,
    conformed_value.value_no,
    conformed_value.role,
    conformed_value.left_reason,
    conformed_value.claim_kind,
    conformed_value.base,
    conformed_value.sign,
    conformed_value.account_code,
    -- A figure that says nothing of its fund is the total over the funds.
    case
        when conformed_value.role in ('figure', 'claim') then coalesce(conformed_value.fund, 'all')
        else conformed_value.fund
    end as fund,
    conformed_value.stage,
    conformed_value.fiscal_year,
    conformed_value.project_name,
    conformed_value.organization_unit,
    coalesce(corrected_unit.corrected_unit, conformed_value.amount_unit) as amount_unit,
    conformed_value.source_kind,
    conformed_value.indicator_no,
    conformed_value.indicator_part,
    conformed_value.header_field,
    conformed_value.conformed_by
from conformed_value
left join corrected_unit
    on
        conformed_value.document_sha256 = corrected_unit.document_sha256
        and conformed_value.value_no = corrected_unit.value_no
