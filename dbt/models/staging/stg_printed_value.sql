with printed_value as (

    select * from {{ source('raw', 'printed_value') }}

),

-- Only where the print is still what the officer saw.
correction as (

    select * from {{ ref('stg_decision') }}
    where decision = 'correct'

),

read_as as (

    select
        printed_value.*,
        coalesce(correction.corrected_value, printed_value.value) as number_text,
        correction.decision_key as correction_key,
        correction.corrected_value,
        correction.corrected_unit
    from printed_value
    left join correction
        on
            printed_value.document_sha256 = correction.document_sha256
            and printed_value.char_start = correction.char_start
            and printed_value.printed = correction.printed

)

select
    document_sha256,
    value_no,
    printed,
    {{ value_of('number_text') }} as value,
    {{ half_unit('number_text') }} as half_unit,
    {{ value_of('value') }} as value_as_printed,
    correction_key,
    corrected_value,
    corrected_unit,
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
from read_as
