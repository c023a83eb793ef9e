-- A table on Spark, from where only tables come back.
{{ config(materialized='table' if target.type == 'spark' else 'view') }}

with value_role as (

    select * from {{ ref('int_value_role') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

unmatched as (

    select
        printed_value.*,
        count(*) over (
            partition by printed_value.label, printed_value.column_label, printed_value.section
        ) as value_count,
        row_number() over (
            partition by printed_value.label, printed_value.column_label, printed_value.section
            order by printed_value.document_sha256, printed_value.value_no
        ) as example_no
    from value_role
    inner join printed_value
        on
            value_role.document_sha256 = printed_value.document_sha256
            and value_role.value_no = printed_value.value_no
    where value_role.role = 'unmatched'

)

select
    label,
    column_label,
    section,
    value_count,
    document_sha256 as example_document_sha256,
    printed as example_printed,
    char_start as example_char_start,
    char_end as example_char_end
from unmatched
where example_no = 1
