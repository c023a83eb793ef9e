-- 同一指标数在报告各处一致（四舍五入的写法不算不一致）。
-- Every print of one figure says the same value; a rounded print of it does.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each mention.
with figure as (

    select * from {{ ref('int_figure') }}

),

mention as (

    select * from {{ ref('int_figure_mention') }}

),

account as (

    select * from {{ ref('int_account') }}

),

evidence as (

    select
        figure_key,
        count(amount) as amount_count,
        max(amount) - min(amount) as spread,
        {{ join_text('printed_text', '; ', 'value_no') }} as printed,
        {{ text_list('mention_id') }} as mention_ids
    from mention
    group by figure_key

),

described as (

    select
        figure.report_id,
        figure.is_conflict,
        figure.unit_kind,
        figure.amount,
        evidence.amount_count,
        evidence.spread,
        evidence.printed,
        evidence.mention_ids,
        coalesce(cast(figure.fiscal_year as {{ dbt.type_string() }}), '')
        || '/' || figure.stage
        || '/' || figure.account_code
        || '/' || figure.fund
        || coalesce('/' || figure.project_name, '')
        || coalesce('/' || figure.organization_unit, '') as subject,
        coalesce(account.account_name, figure.account_code) as account_name,
        coalesce(account.account_name_en, figure.account_code) as account_name_en,
        coalesce('（' || figure.project_name || '）', '')
        || coalesce('（' || figure.organization_unit || '）', '') as detail,
        case when figure.unit_kind = 'money' then '万元' else '' end as unit
    from figure
    inner join evidence on figure.figure_key = evidence.figure_key
    left join account on figure.account_code = account.account_code

)

select
    'one_value_per_figure' as rule_id,
    report_id,
    subject,
    case
        when amount_count < 2 then 'not_testable'
        when is_conflict then 'fail'
        else 'pass'
    end as result,
    'warning' as severity,
    case
        when is_conflict
            then
                account_name || detail || '在报告中的数值不一致：' || printed
                || '，采用' || {{ plain('amount') }} || unit
    end as message,
    case
        when is_conflict
            then
                account_name_en || detail || ' is printed with different values: ' || printed
                || '; resolved to ' || {{ plain('amount') }} || unit
    end as message_en,
    printed,
    case when is_conflict then {{ plain('amount') }} || unit end as computed,
    case when is_conflict and unit_kind = 'money' then cast(spread as {{ type_amount() }}) end as difference_wan,
    mention_ids
from described
