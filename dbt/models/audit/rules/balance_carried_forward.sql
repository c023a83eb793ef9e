-- 年初结转和结余加本年收入减本年支出等于年末结转和结余（当年结余为本年收入减本年支出）。
-- Balance brought forward and income, less expenditure, is the balance carried forward; income less expenditure is the
-- surplus of the year: of the department and of each of its units, per fund. Where expenditure is printed only by its
-- parts, their sum stands for it, and the income of the budget for an income that the final accounts do not print.
-- Other means (使用非财政拨款结余) and 结余分配 may have their part in the balance.
-- Severity: warning; info where a sum that does not add up asks for the same figure. Tolerance: half a unit of the last
-- printed digit of each figure.
with figure as (

    select * from {{ ref('int_place_figure') }}
    where
        place = 'report'
        and project_name is null

),

other_means as (

    select
        report_id,
        max(case when identity_id = 'grand_total_of_income' then highest end) as used,
        max(case when identity_id = 'grand_total_of_expenditure' then highest end) as distributed
    from {{ ref('int_labelled_part') }}
    group by report_id

),

identity as (

    select * from {{ ref('int_identity') }}
    where place = 'report'

),

member as (

    select * from {{ ref('int_identity_member') }}

),

account as (

    select * from {{ ref('int_account') }}

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
        organization_unit,
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
    group by report_id, fiscal_year, fund, organization_unit

),

filled as (

    select
        report_id,
        fiscal_year,
        fund,
        'final' as stage,
        cast(null as {{ dbt.type_string() }}) as project_name,
        organization_unit,
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

compared as (

    select
        tested.*,
        -- How far the balance is off, beyond what the print leaves open: more than computed is positive.
        case
            when tested.computed_lowest > tested.stated_highest then tested.stated_highest - tested.computed_lowest
            when tested.computed_highest < tested.stated_lowest then tested.stated_lowest - tested.computed_highest
            else 0
        end as beyond,
        -- What was used of other means, and distributed: each may be in the balance or not.
        coalesce(other_means.used, 0) as used,
        coalesce(other_means.distributed, 0) as distributed
    from tested
    left join other_means on tested.report_id = other_means.report_id

),

decided as (

    select
        tested.*,
        tested.test || '/' || {{ context_subject('tested') }} as subject,
        {{ key_of([
            'tested.report_id', 'tested.test', 'tested.fiscal_year', 'tested.fund', 'tested.organization_unit'
        ]) }} as test_key,
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
            when tested.beyond = 0 then 'pass'
            when tested.beyond > 0 and (tested.is_least or tested.beyond <= tested.used) then 'not_testable'
            when tested.beyond < 0 and -tested.beyond <= tested.distributed then 'not_testable'
            else 'fail'
        end as result
    from compared as tested
    left join stage as s on tested.stage = s.stage
    left join fund as f on tested.fund = f.fund

),

input as (

    select
        decided.test_key,
        decided.report_id,
        decided.result,
        used.figure_key,
        used.account_code,
        used.value_no,
        used.amount,
        used.highest - used.amount as half_width,
        -- What the figure would have to be for the balance to hold.
        case
            when used.account = decided.test then decided.computed
            when used.account in ('income', 'budget_income', 'opening_balance')
                then used.amount + decided.stated - decided.computed
            else used.amount - decided.stated + decided.computed
        end as required_amount,
        (
            decided.computed_highest - decided.computed_lowest + decided.stated_highest - decided.stated_lowest
        ) * 0.5 as tolerance
    from decided
    inner join used
        on
            decided.report_id = used.report_id
            and decided.fund = used.fund
            and decided.fiscal_year is not distinct from used.fiscal_year
            and decided.organization_unit is not distinct from used.organization_unit
    where
        used.account in ('income', decided.test)
        or (used.account = 'budget_income' and decided.takes_budget_income)
        or (used.account = 'opening_balance' and decided.test = 'closing_balance')
        or (used.account = 'expenditure' and not decided.takes_parts)
        or (used.account in ('expenditure.basic', 'expenditure.project') and decided.takes_parts)

),

confirmed as (

    select distinct member.figure_key
    from identity
    inner join member on identity.identity_key = member.identity_key
    where
        identity.result = 'pass'
        and identity.parts_printed >= identity.parts_expected

),

mended as (

    select
        input.*,
        account.account_name,
        account.account_name_en,
        case when confirmed.figure_key is null then 0 else 1 end as is_confirmed,
        {{ slip('input.amount', 'input.required_amount', 'input.half_width', 'input.tolerance') }} as mended_by
    from input
    left join account on input.account_code = account.account_code
    left join confirmed on input.figure_key = confirmed.figure_key
    where input.result = 'fail'

),

-- A figure that a sum of the report confirms is changed only where no other one is left.
ranked as (

    select
        *,
        rank() over (partition by test_key order by is_confirmed) as rank_no
    from mended
    where mended_by is not null

),

remedy as (

    select
        test_key,
        {{ join_text(
            "account_name || '改为' || " ~ plain('required_amount') ~ " || " ~ slip_zh('mended_by'), '，或', 'value_no'
        ) }} as remedy,
        {{ join_text(
            "account_name_en || ' were ' || " ~ plain('required_amount') ~ " || " ~ slip_en('mended_by'),
            ', or ', 'value_no'
        ) }} as remedy_en
    from ranked
    where rank_no = 1
    group by test_key

),

-- A sum of the report that asks for the same value of a figure of the balance is where the fault is.
root as (

    select
        input.test_key,
        min(identity.rule_id) as rule_id,
        min(identity.subject) as subject
    from input
    inner join member on input.figure_key = member.figure_key
    inner join identity on member.identity_key = identity.identity_key
    where
        input.result = 'fail'
        and identity.result = 'fail'
        and abs(
            input.required_amount
            - case
                when member.member = 'total' then identity.sum_amount
                else member.amount + identity.total_amount - identity.sum_amount
            end
        ) <= input.tolerance + (
            identity.total_highest - identity.total_lowest + identity.sum_highest - identity.sum_lowest
        ) * 0.5
    group by input.test_key
    having count(distinct identity.identity_key) = 1

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
    case when decided.result = 'fail' and root.subject is not null then 'info' else 'warning' end as severity,
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
                || coalesce('；若' || remedy.remedy || '，即相符', '')
                || case when root.subject is not null then '（由另一问题引起）' else '' end
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
                || coalesce('; it would hold if ' || remedy.remedy_en, '')
                || case when root.subject is not null then ' (follows from another finding)' else '' end
    end as message_en,
    evidence.printed,
    case when decided.computed is not null then {{ plain('decided.computed') }} || '万元' end as computed,
    case
        when decided.computed is not null then cast(decided.stated - decided.computed as {{ type_amount() }})
    end as difference_wan,
    evidence_mention.mention_ids,
    remedy.remedy,
    remedy.remedy_en,
    root.rule_id as root_rule_id,
    root.subject as root_subject
from decided
left join remedy on decided.test_key = remedy.test_key
left join root on decided.test_key = root.test_key
left join evidence on decided.test_key = evidence.test_key
left join evidence_mention on decided.test_key = evidence_mention.test_key
