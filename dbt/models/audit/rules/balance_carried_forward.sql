-- 年初结转和结余加本年收入减本年支出等于年末结转和结余（当年结余为本年收入减本年支出）。
-- Balance brought forward and income, less expenditure, is the balance carried forward; income less expenditure is the
-- surplus of the year. Where expenditure is printed only by its parts, their sum stands for it, and the income of the
-- budget for an income that the final accounts do not print.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each figure.
with figure as (

    select * from {{ ref('int_place_figure') }}
    where
        place = 'report'
        and project_name is null
        and organization_unit is null

),

stage as (

    select * from {{ ref('stages') }}

),

fund as (

    select * from {{ ref('funds') }}

),

used as (

    select
        *,
        case
            when account_code = 'income' and stage = 'adjusted_budget' then 'budget_income'
            else account_code
        end as account
    from figure
    where
        (stage = 'final' or (stage = 'adjusted_budget' and account_code = 'income'))
        and account_code in (
            'income', 'expenditure', 'expenditure.basic', 'expenditure.project', 'opening_balance', 'closing_balance',
            'current_surplus'
        )

),

side_by_side as (

    select
        report_id,
        fiscal_year,
        fund,
        {% for account in [
            'income', 'budget_income', 'expenditure', 'expenditure.basic', 'expenditure.project', 'opening_balance',
            'closing_balance', 'current_surplus'
        ] %}
            {% set column = account | replace('expenditure.', '') %}
            max(case when account = '{{ account }}' then amount end) as {{ column }},
            max(case when account = '{{ account }}' then lowest end) as {{ column }}_lowest,
            max(case when account = '{{ account }}' then highest end) as {{ column }}_highest
            {% if not loop.last %},{% endif %}
        {% endfor %}
    from used
    group by report_id, fiscal_year, fund

),

filled as (

    select
        report_id,
        fiscal_year,
        fund,
        'final' as stage,
        cast(null as {{ dbt.type_string() }}) as project_name,
        cast(null as {{ dbt.type_string() }}) as organization_unit,
        income is null as takes_budget_income,
        expenditure is null as takes_parts,
        coalesce(income, budget_income) as income,
        coalesce(income_lowest, budget_income_lowest) as income_lowest,
        coalesce(income_highest, budget_income_highest) as income_highest,
        coalesce(expenditure, basic + project) as expenditure,
        coalesce(expenditure_lowest, basic_lowest + project_lowest) as expenditure_lowest,
        coalesce(expenditure_highest, basic_highest + project_highest) as expenditure_highest,
        opening_balance,
        opening_balance_lowest,
        opening_balance_highest,
        closing_balance,
        closing_balance_lowest,
        closing_balance_highest,
        current_surplus,
        current_surplus_lowest,
        current_surplus_highest
    from side_by_side

),

tested as (

    select
        filled.*,
        'closing_balance' as test,
        filled.income + coalesce(filled.opening_balance, 0) - filled.expenditure as computed,
        filled.income_lowest + coalesce(filled.opening_balance_lowest, 0)
        - filled.expenditure_highest as computed_lowest,
        filled.income_highest + coalesce(filled.opening_balance_highest, 0)
        - filled.expenditure_lowest as computed_highest,
        filled.closing_balance as stated,
        filled.closing_balance_lowest as stated_lowest,
        filled.closing_balance_highest as stated_highest,
        -- A balance brought forward that is not printed can only add.
        filled.opening_balance is null as is_least
    from filled
    where filled.closing_balance is not null

    union all

    select
        filled.*,
        'current_surplus' as test,
        filled.income - filled.expenditure as computed,
        filled.income_lowest - filled.expenditure_highest as computed_lowest,
        filled.income_highest - filled.expenditure_lowest as computed_highest,
        filled.current_surplus as stated,
        filled.current_surplus_lowest as stated_lowest,
        filled.current_surplus_highest as stated_highest,
        false as is_least
    from filled
    where filled.current_surplus is not null

),

decided as (

    select
        tested.*,
        tested.test || '/' || {{ context_subject('tested') }} as subject,
        {{ key_of(['tested.report_id', 'tested.test', 'tested.fiscal_year', 'tested.fund']) }} as test_key,
        {{ context_zh('tested') }} as context,
        {{ context_en('tested') }} as context_en,
        case
            when tested.computed is null then 'not_testable'
            -- The budget of the year may hold the balance brought forward.
            when
                tested.takes_budget_income
                and tested.income_highest - tested.expenditure_lowest >= tested.stated_lowest
                and tested.income_lowest - tested.expenditure_highest <= tested.stated_highest
                then 'pass'
            when tested.computed_lowest > tested.stated_highest then 'fail'
            when tested.computed_highest < tested.stated_lowest and not tested.is_least then 'fail'
            when tested.is_least and tested.computed_highest < tested.stated_lowest then 'not_testable'
            else 'pass'
        end as result
    from tested
    left join stage as s on tested.stage = s.stage
    left join fund as f on tested.fund = f.fund

),

input as (

    select distinct
        decided.test_key,
        used.figure_key
    from decided
    inner join used
        on
            decided.report_id = used.report_id
            and decided.fund = used.fund
            and decided.fiscal_year is not distinct from used.fiscal_year
    where
        used.account in ('income', decided.test)
        or (used.account = 'budget_income' and decided.takes_budget_income)
        or (used.account = 'opening_balance' and decided.test = 'closing_balance')
        or (used.account = 'expenditure' and not decided.takes_parts)
        or (used.account in ('expenditure.basic', 'expenditure.project') and decided.takes_parts)

),

evidence as (

    {{ evidence('input', 'test_key') }}

),

evidence_mention as (

    {{ evidence_mentions('input', 'test_key') }}

)

select
    'balance_carried_forward' as rule_id,
    decided.report_id,
    decided.subject,
    decided.result,
    'warning' as severity,
    case
        when decided.result = 'fail'
            then
                decided.context || '：'
                || case decided.test
                    when 'closing_balance' then '年末结转和结余' else '当年结余'
                end
                || '为' || {{ plain('decided.stated') }}
                || '万元，按收入' || {{ plain('decided.income') }}
                || case when decided.takes_budget_income then '万元（预算收入）' else '万元' end
                || case
                    when decided.test = 'closing_balance'
                        then coalesce('、年初结转和结余' || {{ plain('decided.opening_balance') }} || '万元', '')
                    else ''
                end
                || '、支出' || {{ plain('decided.expenditure') }}
                || case when decided.takes_parts then '万元（基本支出与项目支出之和）' else '万元' end
                || '计算为' || {{ plain('decided.computed') }} || '万元，相差'
                || {{ plain('decided.stated - decided.computed') }} || '万元'
    end as message,
    case
        when decided.result = 'fail'
            then
                decided.context_en || ': '
                || case decided.test
                    when 'closing_balance' then 'balance carried forward' else 'surplus of the year'
                end
                || ' ' || {{ plain('decided.stated') }}
                || ', computed ' || {{ plain('decided.computed') }}
                || ' from income ' || {{ plain('decided.income') }}
                || case when decided.takes_budget_income then ' (of the budget)' else '' end
                || case
                    when decided.test = 'closing_balance'
                        then coalesce(', balance brought forward ' || {{ plain('decided.opening_balance') }}, '')
                    else ''
                end
                || ' and expenditure ' || {{ plain('decided.expenditure') }}
                || case when decided.takes_parts then ' (basic and project)' else '' end
                || ', a difference of ' || {{ plain('decided.stated - decided.computed') }} || ' (10,000 yuan)'
    end as message_en,
    evidence.printed,
    case when decided.computed is not null then {{ plain('decided.computed') }} || '万元' end as computed,
    case
        when decided.computed is not null then cast(decided.stated - decided.computed as {{ type_amount() }})
    end as difference_wan,
    evidence_mention.mention_ids
from decided
left join evidence on decided.test_key = evidence.test_key
left join evidence_mention on decided.test_key = evidence_mention.test_key
