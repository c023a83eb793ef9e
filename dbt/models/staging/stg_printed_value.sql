with printed_value as (

    select * from {{ source('raw', 'printed_value') }}

)

select
    document_sha256,
    value_no,
    printed,
    try_cast(value as {{ type_value() }}) as value,
    {{ half_unit('value') }} as half_unit,
    unit,
    unit_place,
    place,
    label,
    column_label,
    section,
    page,
    paragraph_no,
    sentence_no,
    table_no,
    row_no,
    column_no,
    char_start,
    char_end
from printed_value
