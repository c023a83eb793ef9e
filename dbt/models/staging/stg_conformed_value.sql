with conformed_value as (

    select * from {{ source('raw', 'conformed_value') }}

)

select
    document_sha256,
    value_no,
    role,
    left_reason,
    claim_kind,
    base,
    sign,
    account_code,
    -- A figure that says nothing of its fund is the total over the funds.
    case when role in ('figure', 'claim') then coalesce(fund, 'all') else fund end as fund,
    stage,
    fiscal_year,
    project_name,
    organization_unit,
    amount_unit,
    source_kind,
    indicator_no,
    indicator_part,
    header_field,
    conformed_by
from conformed_value
