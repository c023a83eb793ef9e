-- 支出不超过本年收入加年初结转和结余（按报告、所属单位、年度和资金来源）。
-- Spending never exceeds income plus the balance brought forward, of the department and of each of its units, per
-- fiscal year and fund: figures of the final accounts, no single project's. A report that prints no balance at all
-- presents its income as all that was available; one that prints some balance, but not this one, cannot be tested,
-- unless a fund spends more than its income and the whole balance of all funds. Nor can one that prints other means
-- (使用非财政拨款结余), or a grand total of its means, which cover the excess: one printed as such (收入总计, 可用资金), or
-- one that income, balance and other means make. A total of spending is none. Other means are the whole department's.
-- Severity: error. Tolerance: half a unit of the last printed digit of each figure.
with figure as (

    select * from {{ ref('int_figure') }}

),

mention as (

    select * from {{ ref('int_figure_mention') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

fund as (

    select * from {{ ref('funds') }}

),

other_means as (

    select * from {{ ref('int_labelled_part') }}
    where identity_id = 'grand_total_of_income'

),

total_means as (

    select
        mention.report_id,
        mention.organization_unit,
        mention.fiscal_year,
        mention.fund,
        max(mention.amount_wan + mention.half_width) as highest
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no
    where
        mention.stage = 'final'
        and mention.account_code = 'grand_total'
        and mention.project_name is null
        and {{ matches_pattern('printed_value.label', '收入总计|可用资金') }}
        and printed_value.label not like '%支出总计%'
    group by mention.report_id, mention.organization_unit, mention.fiscal_year, mention.fund

),

report_figure as (

    -- A nothing is exact, not a rounded print.
    select
        report_id,
        fiscal_year,
        stage,
        account_code,
        fund,
        organization_unit,
        amount_wan,
        case when amount_wan = 0 then 0 else half_width end as half_width
    from figure
    where
        project_name is null
        and amount_wan is not null

),

balance_printed as (

    select distinct report_id from report_figure
    where account_code in ('opening_balance', 'closing_balance', 'grand_total')

),

side_by_side as (

    select
        report_id,
        organization_unit,
        fiscal_year,
        fund,
        max(case when account_code = 'expenditure' then amount_wan end) as expenditure,
        max(case when account_code = 'expenditure' then half_width end) as expenditure_half,
        max(case when account_code = 'income' then amount_wan end) as income,
        max(case when account_code = 'income' then half_width end) as income_half,
        max(case when account_code = 'opening_balance' then amount_wan end) as opening,
        max(case when account_code = 'opening_balance' then half_width end) as opening_half,
        max(case when account_code = 'grand_total' then amount_wan end) as grand_total,
        max(case when account_code = 'grand_total' then half_width end) as grand_total_half
    from report_figure
    where
        stage = 'final'
        and account_code in ('expenditure', 'income', 'opening_balance', 'grand_total')
    group by report_id, organization_unit, fiscal_year, fund

),

-- An appropriation's own balance is at most the total one; 其他资金 of a form are not only 其他收入.
bounded as (

    select
        side_by_side.*,
        coalesce(side_by_side.opening, total.opening) as most_opening,
        coalesce(side_by_side.opening_half, total.opening_half) as most_opening_half
    from side_by_side
    left join fund on side_by_side.fund = fund.fund
    left join side_by_side as total
        on
            (fund.fund = 'fiscal_appropriation' or fund.parent_fund = 'fiscal_appropriation')
            and total.fund = 'all'
            and side_by_side.report_id = total.report_id
            and coalesce(side_by_side.fiscal_year, 0) = coalesce(total.fiscal_year, 0)
            and side_by_side.organization_unit is not distinct from total.organization_unit

),

measured as (

    select
        bounded.*,
        fund.fund_name,
        fund.fund_name_en,
        balance_printed.report_id is not null as prints_balance,
        bounded.income + coalesce(bounded.most_opening, 0) as available,
        bounded.expenditure - bounded.income - coalesce(bounded.most_opening, 0) as excess,
        bounded.expenditure_half + bounded.income_half + coalesce(bounded.most_opening_half, 0) as tolerance,
        bounded.income_half + coalesce(bounded.most_opening_half, 0) as available_half,
        coalesce(other_means.highest, 0) as most_other_means,
        total_means.highest as most_total_means
    from bounded
    left join fund on bounded.fund = fund.fund
    left join balance_printed on bounded.report_id = balance_printed.report_id
    left join other_means
        on
            bounded.report_id = other_means.report_id
            and bounded.fund = 'all'
            and bounded.organization_unit is null
    left join total_means
        on
            bounded.report_id = total_means.report_id
            and bounded.fund = total_means.fund
            and coalesce(bounded.fiscal_year, 0) = coalesce(total_means.fiscal_year, 0)
            and bounded.organization_unit is not distinct from total_means.organization_unit
    where bounded.expenditure is not null or bounded.income is not null

),

compared as (

    select
        *,
        case
            when
                excess > tolerance
                and (
                    excess <= tolerance + most_other_means
                    or expenditure - expenditure_half <= most_total_means
                    or (
                        expenditure - expenditure_half <= grand_total + grand_total_half
                        and grand_total + grand_total_half >= available - available_half
                        and grand_total - grand_total_half <= available + available_half + most_other_means
                    )
                )
                then 'other_means'
            when expenditure is null then 'expenditure'
            when income is null then 'income'
            when opening is not null or not prints_balance then null
            -- Beyond even the total balance: whatever the fund's own one was.
            when most_opening is not null and excess > tolerance then null
            else 'opening_balance'
        end as missing_account
    from measured

),

evidence as (

    select
        report_id,
        organization_unit,
        fiscal_year,
        fund,
        {{ join_text('printed_text', '; ', 'value_no') }} as printed,
        {{ text_list('mention_id') }} as mention_ids
    from mention
    where
        stage = 'final'
        and account_code in ('expenditure', 'income', 'opening_balance')
        and project_name is null
    group by report_id, organization_unit, fiscal_year, fund

)

select
    'spending_within_income' as rule_id,
    compared.report_id,
    coalesce(cast(compared.fiscal_year as {{ dbt.type_string() }}), '') || '/' || compared.fund
    || coalesce('/' || compared.organization_unit, '') as subject,
    case
        when compared.missing_account is not null then 'not_testable'
        when compared.excess > compared.tolerance then 'fail'
        else 'pass'
    end as result,
    'error' as severity,
    case
        when compared.missing_account = 'other_means' then '报告还印有其他可用资金，不能断定支出超出'
        when compared.missing_account is not null then '缺少核对所需的科目：' || compared.missing_account
        else
            coalesce(cast(compared.fiscal_year as {{ dbt.type_string() }}), '') || '年' || compared.fund_name
            || coalesce('（' || compared.organization_unit || '）', '')
            || '：支出' || {{ plain('compared.expenditure') }}
            || '万元，可用资金' || {{ plain('compared.available') }}
            || '万元（本年收入' || {{ plain('compared.income') }}
            || coalesce('万元，年初结转和结余' || {{ plain('compared.most_opening') }}, '')
            || '万元），支出减可用资金为' || {{ plain('compared.excess') }} || '万元'
    end as message,
    case
        when compared.missing_account = 'other_means' then 'The report prints other means, which may cover the excess'
        when compared.missing_account is not null then 'Cannot be tested without: ' || compared.missing_account
        else
            coalesce(cast(compared.fiscal_year as {{ dbt.type_string() }}), '') || ', ' || compared.fund_name_en
            || coalesce(', ' || compared.organization_unit, '')
            || ': expenditure ' || {{ plain('compared.expenditure') }}
            || ', available ' || {{ plain('compared.available') }}
            || ' (income ' || {{ plain('compared.income') }}
            || coalesce(', balance brought forward ' || {{ plain('compared.most_opening') }}, '')
            || '), expenditure less available ' || {{ plain('compared.excess') }} || ' (10,000 yuan)'
    end as message_en,
    evidence.printed,
    case when compared.missing_account is null then {{ plain('compared.available') }} || '万元' end as computed,
    case
        when compared.missing_account is null then cast(compared.excess as {{ type_amount() }})
    end as difference_wan,
    evidence.mention_ids
from compared
left join evidence
    on
        compared.report_id = evidence.report_id
        and compared.fund = evidence.fund
        and coalesce(compared.fiscal_year, 0) = coalesce(evidence.fiscal_year, 0)
        and compared.organization_unit is not distinct from evidence.organization_unit
