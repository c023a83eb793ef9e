with indicator as (

    select
        *,
        try_cast(target_value as {{ type_amount() }}) as target_number,
        try_cast(actual_value as {{ type_amount() }}) as actual_number,
        try_cast(weight as {{ type_amount() }}) as weight_number,
        try_cast(score as {{ type_amount() }}) as score_number
    from {{ source('raw', 'indicator') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}
    where role = 'indicator'

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}
    where correction_key is not null

),

-- The number of a cell that an officer corrected; a cell may print other numbers beside it.
correction as (

    select
        conformed_value.document_sha256,
        conformed_value.indicator_no,
        conformed_value.indicator_part,
        max(printed_value.value_as_printed) as value_as_printed,
        max(printed_value.value) as value,
        max(printed_value.corrected_unit) as unit
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    group by conformed_value.document_sha256, conformed_value.indicator_no, conformed_value.indicator_part
    having count(*) = 1

)

select
    indicator.document_sha256,
    indicator.indicator_no,
    indicator.scope,
    indicator.level1,
    indicator.level2,
    indicator.indicator_name,
    indicator.target_text,
    indicator.actual_text,
    indicator.target_comparator,
    cast(coalesce(target.value, indicator.target_number) as {{ type_amount() }}) as target_value,
    coalesce(target.unit, indicator.target_unit) as target_unit,
    cast(coalesce(actual.value, indicator.actual_number) as {{ type_amount() }}) as actual_value,
    coalesce(actual.unit, indicator.actual_unit) as actual_unit,
    cast(coalesce(weight.value, indicator.weight_number) as {{ type_amount() }}) as weight,
    cast(coalesce(score.value, indicator.score_number) as {{ type_amount() }}) as score,
    indicator.criterion,
    indicator.deviation,
    indicator.section,
    indicator.page,
    indicator.table_no,
    indicator.row_no,
    indicator.column_no,
    indicator.printed,
    indicator.char_start,
    indicator.char_end,
    indicator.conformed_by
from indicator
left join correction as target
    on
        indicator.document_sha256 = target.document_sha256
        and indicator.indicator_no = target.indicator_no
        and target.indicator_part = 'target'
        and indicator.target_number is not distinct from target.value_as_printed
left join correction as actual
    on
        indicator.document_sha256 = actual.document_sha256
        and indicator.indicator_no = actual.indicator_no
        and actual.indicator_part = 'actual'
        and indicator.actual_number is not distinct from actual.value_as_printed
left join correction as weight
    on
        indicator.document_sha256 = weight.document_sha256
        and indicator.indicator_no = weight.indicator_no
        and weight.indicator_part = 'weight'
        and indicator.weight_number is not distinct from weight.value_as_printed
left join correction as score
    on
        indicator.document_sha256 = score.document_sha256
        and indicator.indicator_no = score.indicator_no
        and score.indicator_part = 'score'
        and indicator.score_number is not distinct from score.value_as_printed
