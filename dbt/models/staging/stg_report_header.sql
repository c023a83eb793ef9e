with report_header as (

    select * from {{ source('raw', 'report_header') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}
    where header_field = 'self_score'

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}
    where correction_key is not null

),

corrected_score as (

    select
        conformed_value.document_sha256,
        max(printed_value.value) as self_score
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    group by conformed_value.document_sha256

)

select
    report_header.document_sha256,
    report_header.county_code,
    report_header.department_name,
    report_header.department_stem,
    report_header.fiscal_year,
    report_header.title,
    try_cast(report_header.published_on as date) as published_on,
    try_cast(report_header.prepared_on as date) as prepared_on,
    coalesce(
        cast(corrected_score.self_score as {{ type_amount() }}),
        try_cast(report_header.self_score as {{ type_amount() }})
    ) as self_score,
    report_header.grade,
    report_header.conformed_by
from report_header
left join corrected_score on report_header.document_sha256 = corrected_score.document_sha256
