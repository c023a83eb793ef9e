with indicator as (

    select * from {{ source('raw', 'indicator') }}

)

select
    document_sha256,
    indicator_no,
    scope,
    level1,
    level2,
    indicator_name,
    target_text,
    actual_text,
    target_comparator,
    try_cast(target_value as {{ type_amount() }}) as target_value,
    target_unit,
    try_cast(actual_value as {{ type_amount() }}) as actual_value,
    actual_unit,
    try_cast(weight as {{ type_amount() }}) as weight,
    try_cast(score as {{ type_amount() }}) as score,
    criterion,
    deviation,
    section,
    page,
    table_no,
    row_no,
    column_no,
    printed,
    char_start,
    char_end,
    conformed_by
from indicator
