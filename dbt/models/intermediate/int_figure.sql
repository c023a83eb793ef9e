with mention as (

    select * from {{ ref('int_figure_mention') }}

),

candidate as (

    select * from {{ ref('int_figure_candidate') }}

),

list_total as (

    select * from {{ ref('int_project_list_total') }}

),

report as (

    select * from {{ ref('int_report') }}

),

account as (

    select * from {{ ref('int_account') }}

),

listed_amount as (

    select distinct
        figure_key,
        amount
    from list_total

),

-- Where the sums of the report are too coarse to tell, the total of a list of projects is not all project expenditure.
ranked as (

    select
        candidate.*,
        row_number() over (
            partition by candidate.figure_key
            order by
                candidate.identities_met desc,
                case when candidate.identities_met > 0 and listed_amount.figure_key is not null then 1 else 0 end,
                candidate.source_rank asc nulls last,
                candidate.first_value_no asc
        ) as rank_no,
        count(*) over (partition by candidate.figure_key) as candidate_count
    from candidate
    left join listed_amount
        on
            candidate.figure_key = listed_amount.figure_key
            and candidate.amount = listed_amount.amount

),

winner as (

    select * from ranked
    where rank_no = 1

),

-- A list that adds up to less than what the report's sums confirm names some of the projects only.
some_projects as (

    select list_total.mention_id
    from list_total
    inner join winner on list_total.figure_key = winner.figure_key
    where
        winner.identities_met > 0
        and list_total.amount < winner.amount

),

figure as (

    select
        mention.figure_key,
        mention.report_id,
        mention.fiscal_year,
        mention.stage,
        mention.account_code,
        mention.fund,
        mention.project_name,
        mention.organization_unit,
        count(*) as mention_count,
        count(mention.correction_key) > 0 as is_corrected,
        count(some_projects.mention_id) > 0 as is_partly_listed,
        -- Intervals on a line meet in one point if each meets every other.
        coalesce(
            max(case when some_projects.mention_id is null then mention.amount - mention.half_width end)
            > min(case when some_projects.mention_id is null then mention.amount + mention.half_width end),
            false
        ) as is_conflict
    from mention
    left join some_projects on mention.mention_id = some_projects.mention_id
    group by
        mention.figure_key, mention.report_id, mention.fiscal_year, mention.stage, mention.account_code, mention.fund,
        mention.project_name, mention.organization_unit

),

-- The winner as it is printed most exactly: 18.63 亿元 is a rounded print of 186320.45 万元.
exact as (

    select
        winner.figure_key,
        ranked.amount,
        ranked.half_width,
        ranked.identities_met,
        row_number() over (
            partition by winner.figure_key order by ranked.half_width asc, ranked.rank_no asc
        ) as exact_no
    from winner
    inner join ranked on winner.figure_key = ranked.figure_key
    where {{ intervals_meet('winner.amount', 'winner.half_width', 'ranked.amount', 'ranked.half_width') }}

),

-- Most figures have one candidate, and need no list.
candidate_list as (

    select
        figure_key,
        {{ join_text(plain('amount'), '; ', 'amount') }} as candidate_amounts
    from ranked
    where candidate_count > 1
    group by figure_key

)

select
    figure.figure_key,
    figure.report_id,
    report.county_code,
    report.department_key,
    figure.fiscal_year,
    figure.stage,
    figure.account_code,
    account.unit_kind,
    figure.fund,
    figure.project_name,
    figure.organization_unit,
    exact.amount,
    exact.half_width,
    case when account.unit_kind = 'money' then exact.amount end as amount_wan,
    case when account.unit_kind <> 'money' then exact.amount end as quantity,
    cast(figure.mention_count as integer) as mention_count,
    cast(coalesce(winner.candidate_count, 0) as integer) as candidate_count,
    coalesce(candidate_list.candidate_amounts, {{ plain('winner.amount') }}) as candidate_amounts,
    figure.is_conflict,
    figure.is_partly_listed,
    figure.is_corrected,
    cast(coalesce(exact.identities_met, 0) as integer) as identities_met,
    case
        when account.statement = 'resource' then 'fct_resource'
        when figure.stage in ('initial_budget', 'adjusted_budget') then 'fct_budget'
        when figure.stage = 'final' and account.statement = 'expenditure' then 'fct_expenditure'
        when figure.stage = 'final' and account.statement = 'income' then 'fct_income'
    end as fact
from figure
inner join report on figure.report_id = report.report_id
left join account on figure.account_code = account.account_code
left join exact on figure.figure_key = exact.figure_key and exact.exact_no = 1
left join winner on figure.figure_key = winner.figure_key
left join candidate_list on figure.figure_key = candidate_list.figure_key
