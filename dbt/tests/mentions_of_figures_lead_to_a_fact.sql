-- A figure's mention names a figure of the facts, and every figure has as many mentions as it counts.
with mention as (

    select
        figure_key,
        count(*) as mentions
    from {{ ref('fct_mention') }}
    where role = 'figure'
    group by figure_key

),

fact as (

    select
        figure_key,
        mention_count
    from {{ ref('fct_budget') }}
    union all
    select
        figure_key,
        mention_count
    from {{ ref('fct_expenditure') }}
    union all
    select
        figure_key,
        mention_count
    from {{ ref('fct_income') }}
    union all
    select
        figure_key,
        mention_count
    from {{ ref('fct_resource') }}

)

select
    coalesce(fact.figure_key, mention.figure_key) as figure_key,
    fact.mention_count,
    mention.mentions
from fact
full outer join mention on fact.figure_key = mention.figure_key
where fact.mention_count is null or mention.mentions is null or fact.mention_count <> mention.mentions
