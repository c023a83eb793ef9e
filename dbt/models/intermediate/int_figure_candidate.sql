with mention as (

    select * from {{ ref('int_figure_mention') }}

),

identity_part as (

    select * from {{ ref('identities') }}

),

candidate as (

    select
        figure_key,
        context_key,
        account_code,
        amount,
        min(half_width) as half_width,
        min(source_rank) as source_rank,
        min(value_no) as first_value_no,
        count(*) as mention_count
    from mention
    where amount is not null
    group by figure_key, context_key, account_code, amount

),

identity_sum as (

    select
        identity_id,
        total_account,
        max(case when part_no = 1 then part_account end) as part_1,
        max(case when part_no = 2 then part_account end) as part_2,
        max(case when part_no = 3 then part_account end) as part_3
    from identity_part
    group by identity_id, total_account

),

-- A missing part is not a zero: the sum cannot be tested without it.
met as (

    select
        identity_sum.identity_id,
        total.figure_key as total_key,
        total.amount as total_amount,
        part_1.figure_key as part_1_key,
        part_1.amount as part_1_amount,
        part_2.figure_key as part_2_key,
        part_2.amount as part_2_amount,
        part_3.figure_key as part_3_key,
        part_3.amount as part_3_amount
    from identity_sum
    inner join candidate as total on identity_sum.total_account = total.account_code
    inner join candidate as part_1
        on identity_sum.part_1 = part_1.account_code and total.context_key = part_1.context_key
    inner join candidate as part_2
        on identity_sum.part_2 = part_2.account_code and total.context_key = part_2.context_key
    left join candidate as part_3
        on identity_sum.part_3 = part_3.account_code and total.context_key = part_3.context_key
    where
        (identity_sum.part_3 is null or part_3.figure_key is not null)
        and {{ intervals_meet(
            'total.amount',
            'total.half_width',
            'part_1.amount + part_2.amount + coalesce(part_3.amount, 0)',
            'part_1.half_width + part_2.half_width + coalesce(part_3.half_width, 0)'
        ) }}

),

-- "union" counts an identity once per candidate, whichever of the others' candidates meet it.
met_by as (

    select
        identity_id,
        total_key as figure_key,
        total_amount as amount
    from met
    union
    select
        identity_id,
        part_1_key as figure_key,
        part_1_amount as amount
    from met
    union
    select
        identity_id,
        part_2_key as figure_key,
        part_2_amount as amount
    from met
    union
    select
        identity_id,
        part_3_key as figure_key,
        part_3_amount as amount
    from met

),

met_count as (

    select
        figure_key,
        amount,
        count(*) as identities_met
    from met_by
    group by figure_key, amount

)

select
    candidate.figure_key,
    candidate.amount,
    candidate.half_width,
    candidate.source_rank,
    candidate.first_value_no,
    candidate.mention_count,
    coalesce(met_count.identities_met, 0) as identities_met
from candidate
left join met_count
    on
        candidate.figure_key = met_count.figure_key
        and candidate.amount = met_count.amount
