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

stage as (

    select * from {{ ref('stages') }}

),

fund as (

    select * from {{ ref('funds') }}

),

evidence as (

    select
        figure_key,
        count(amount) as amount_count,
        max(amount) - min(amount) as spread,
        case
            when count(distinct amount) = 2
                then {{ slip('min(amount)', 'max(amount)', 'max(half_width)', 0) }}
        end as slip,
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
        {{ figure_subject('figure') }} as subject,
        coalesce(account.account_name, figure.account_code) as account_name,
        coalesce(account.account_name_en, figure.account_code) as account_name_en,
        evidence.slip,
        {{ context_zh('figure') }} as context,
        {{ context_en('figure') }} as context_en,
        case when figure.unit_kind = 'money' then '万元' else '' end as unit
    from figure
    inner join evidence on figure.figure_key = evidence.figure_key
    left join account on figure.account_code = account.account_code
    left join stage as s on figure.stage = s.stage
    left join fund as f on figure.fund = f.fund

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
                context || account_name || '在报告中的数值不一致：' || printed || {{ slip_zh('slip') }}
                || '，采用' || {{ plain('amount') }} || unit
    end as message,
    case
        when is_conflict
            then
                context_en || ': ' || account_name_en || ' is printed with different values: ' || printed
                || {{ slip_en('slip') }} || '; resolved to ' || {{ plain('amount') }} || unit
    end as message_en,
    printed,
    case when is_conflict then {{ plain('amount') }} || unit end as computed,
    case when is_conflict and unit_kind = 'money' then cast(spread as {{ type_amount() }}) end as difference_wan,
    mention_ids
from described
