-- Indicator lines that are scored, and the scores and weights printed as their totals.
with indicator as (

    select * from {{ ref('int_indicator') }}
    where weight is not null or score is not null

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

mention as (

    {{ indicator_mentions(['weight', 'score']) }}

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
    -- What is added to or taken from the hundred points, beside the indicators.
    {{ matches_pattern(
        "coalesce(indicator.level1, '') || coalesce(indicator.level2, '') || indicator.indicator_name",
        '加分项|扣分项|减分项|加减分|附加分|附加项|奖励分|(额外|另行|奖励)加分|^(加|扣|减)分'
    ) }} as is_extra,
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
