with value_role as (

    select * from {{ ref('int_value_role') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

)

select
    printed_value.document_sha256,
    printed_value.value_no,
    printed_value.label,
    printed_value.column_label,
    printed_value.section,
    printed_value.printed,
    printed_value.char_start
from value_role
inner join printed_value
    on
        value_role.document_sha256 = printed_value.document_sha256
        and value_role.value_no = printed_value.value_no
where value_role.role = 'unmatched'
