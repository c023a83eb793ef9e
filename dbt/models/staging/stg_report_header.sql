with report_header as (

    select * from {{ source('raw', 'report_header') }}

)

select
    document_sha256,
    county_code,
    department_name,
    department_stem,
    fiscal_year,
    title,
    try_cast(published_on as date) as published_on,
    try_cast(prepared_on as date) as prepared_on,
    try_cast(self_score as {{ type_amount() }}) as self_score,
    grade,
    conformed_by
from report_header
