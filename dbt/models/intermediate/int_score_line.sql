-- Indicator lines that are scored, and the scores and weights printed as their totals.
with indicator as (

    select * from {{ ref('int_indicator') }}
    where weight is not null or score is not null

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

mention as (

    select
        indicator.indicator_key,
        {{ text_list(key_of([
            'conformed_value.document_sha256', 'conformed_value.value_no', "'indicator'", 'indicator.indicator_key',
            'conformed_value.indicator_part'
        ])) }} as mention_ids
    from indicator
    inner join conformed_value
        on
            indicator.document_sha256 = conformed_value.document_sha256
            and indicator.indicator_no = conformed_value.indicator_no
    where
        conformed_value.role = 'indicator'
        and conformed_value.indicator_part in ('weight', 'score')
    group by indicator.indicator_key

)

select
    indicator.indicator_key,
    indicator.report_id,
    indicator.document_sha256,
    indicator.indicator_no,
    indicator.scope,
    indicator.indicator_name,
    indicator.table_no,
    indicator.row_no,
    indicator.weight,
    indicator.score,
    {{ half_unit(plain('indicator.score')) }} as score_half,
    indicator.target_value,
    indicator.target_unit,
    indicator.target_comparator,
    indicator.target_text,
    indicator.actual_value,
    indicator.actual_unit,
    indicator.actual_text,
    indicator.criterion,
    indicator.achieved,
    indicator.rescored,
    coalesce(mention.mention_ids, {{ no_texts() }}) as mention_ids
from indicator
left join mention on indicator.indicator_key = mention.indicator_key
