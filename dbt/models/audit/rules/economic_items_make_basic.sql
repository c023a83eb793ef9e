-- 工资福利、商品和服务、对个人和家庭的补助等之和等于其所属的基本支出（或全部支出）。
-- The economic items of basic expenditure add up to it: exactly where the print calls them items of it; else their sum
-- exceeds neither basic expenditure nor, with the items of projects, all expenditure.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each figure.
with figure as (

    select * from {{ ref('int_place_figure') }}
    where place = 'report'

),

mention as (

    select * from {{ ref('int_figure_mention') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

stage as (

    select * from {{ ref('stages') }}

),

fund as (

    select * from {{ ref('funds') }}

),

item_of_basic as (

    select distinct mention.figure_key
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no
    where
        mention.account_code like 'econ.___'
        and printed_value.label like '%基本支出%'

),

used as (

    select
        figure.*,
        item_of_basic.figure_key is not null as is_called_basic,
        figure.account_code in ('econ.301', 'econ.302', 'econ.303', 'econ.310') as is_item,
        {{ key_of([
            'figure.report_id', 'figure.fiscal_year', 'figure.stage', 'figure.fund', 'figure.project_name',
            'figure.organization_unit'
        ]) }} as test_key
    from figure
    left join item_of_basic on figure.figure_key = item_of_basic.figure_key
    where
        figure.account_code like 'econ.___'
        or figure.account_code in ('expenditure', 'expenditure.basic', 'expenditure.project')

),

added as (

    select
        test_key,
        report_id,
        fiscal_year,
        stage,
        fund,
        project_name,
        organization_unit,
        max(case when is_called_basic then 1 else 0 end) as called_basic,
        count(case when account_code in ('econ.301', 'econ.302', 'econ.303') then 1 end) as items,
        sum(case when is_item then amount end) as item_sum,
        sum(case when is_item then lowest end) as item_lowest,
        sum(case when is_item then highest end) as item_highest,
        sum(case when account_code like 'econ.___' then lowest end) as all_lowest,
        max(case when account_code = 'expenditure.basic' then amount end) as basic,
        max(case when account_code = 'expenditure.basic' then lowest end) as basic_lowest,
        max(case when account_code = 'expenditure.basic' then highest end) as basic_highest,
        coalesce(
            max(case when account_code = 'expenditure' then highest end),
            max(case when account_code = 'expenditure.basic' then highest end)
            + max(case when account_code = 'expenditure.project' then highest end)
        ) as expenditure_highest,
        {{ join_text(
            "case when is_item then " ~ plain('amount') ~ " end", ' + ', 'value_no'
        ) }} as item_text
    from used
    group by test_key, report_id, fiscal_year, stage, fund, project_name, organization_unit

),

decided as (

    select
        added.*,
        {{ context_zh('added') }} as context,
        {{ context_en('added') }} as context_en,
        {{ context_subject('added') }} as subject,
        case
            when added.basic is null or added.items = 0 then 'not_testable'
            when added.item_highest >= added.basic_lowest and added.item_lowest <= added.basic_highest then 'pass'
            when added.items = 3 and added.called_basic = 1 then 'fail'
            when
                added.item_lowest > added.basic_highest
                and added.all_lowest > added.expenditure_highest
                then 'fail'
            else 'not_testable'
        end as result
    from added
    left join stage as s on added.stage = s.stage
    left join fund as f on added.fund = f.fund
    where added.items > 0

),

input as (

    select
        test_key,
        figure_key
    from used
    where is_item or account_code = 'expenditure.basic'

),

evidence as (

    {{ evidence('input', 'test_key') }}

),

evidence_mention as (

    {{ evidence_mentions('input', 'test_key') }}

)

select
    'economic_items_make_basic' as rule_id,
    decided.report_id,
    decided.subject,
    decided.result,
    'warning' as severity,
    case
        when decided.result = 'fail'
            then
                decided.context || '基本支出为' || {{ plain('decided.basic') }} || '万元，经济分类合计'
                || {{ plain('decided.item_sum') }} || '万元（' || decided.item_text || '），相差'
                || {{ plain('decided.basic - decided.item_sum') }} || '万元'
    end as message,
    case
        when decided.result = 'fail'
            then
                decided.context_en || ': basic expenditure is ' || {{ plain('decided.basic') }}
                || ', its economic items add up to ' || {{ plain('decided.item_sum') }} || ' (' || decided.item_text
                || '), a difference of ' || {{ plain('decided.basic - decided.item_sum') }} || ' (10,000 yuan)'
    end as message_en,
    evidence.printed,
    {{ plain('decided.item_sum') }} || '万元' as computed,
    cast(decided.basic - decided.item_sum as {{ type_amount() }}) as difference_wan,
    evidence_mention.mention_ids
from decided
left join evidence on decided.test_key = evidence.test_key
left join evidence_mention on decided.test_key = evidence_mention.test_key
