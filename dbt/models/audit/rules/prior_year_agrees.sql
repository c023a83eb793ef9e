-- 本年报告所印的上年数与上年报告一致。
-- A prior-year figure of the final accounts is the figure of last year's own report of the same department.
-- Severity: warning. Tolerance: half a unit of the last printed digit of both figures.
with figure as (

    select * from {{ ref('int_figure') }}
    where amount is not null and stage = 'final'

),

report as (

    select * from {{ ref('int_report') }}
    where department_key is not null

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

verdict as (

    select
        series_key,
        max(received_no) as received_no
    from report
    group by series_key

),

-- The last version of last year's report.
last_report as (

    select report.*
    from report
    inner join verdict on report.series_key = verdict.series_key and report.received_no = verdict.received_no

),

keyed as (

    select
        *,
        {{ key_of([
            'report_id', 'fiscal_year', 'account_code', 'fund', 'project_name', 'organization_unit'
        ]) }} as match_key
    from figure

),

compared as (

    select
        figure.*,
        last_figure.amount as last_amount,
        last_figure.half_width as last_half_width,
        {{ key_of(['figure.figure_key', 'last_figure.figure_key']) }} as test_key,
        last_figure.figure_key as last_key
    from figure
    inner join report
        on
            figure.report_id = report.report_id
            and figure.fiscal_year = report.fiscal_year - 1
    inner join last_report
        on
            report.department_key = last_report.department_key
            and figure.fiscal_year = last_report.fiscal_year
    -- By one key: joined column by column, the figures of all reports might meet first.
    inner join keyed as last_figure
        on
            {{ key_of([
                'last_report.report_id', 'figure.fiscal_year', 'figure.account_code', 'figure.fund',
                'figure.project_name', 'figure.organization_unit'
            ]) }} = last_figure.match_key

),

input as (

    select
        test_key,
        figure_key
    from compared

    union

    select
        test_key,
        last_key as figure_key
    from compared

),

evidence as (

    {{ evidence('input', 'test_key') }}

),

evidence_mention as (

    {{ evidence_mentions('input', 'test_key') }}

),

decided as (

    select
        compared.*,
        {{ context_zh('compared') }} || account.account_name as name,
        {{ context_en('compared') }} || ': ' || account.account_name_en as name_en,
        compared.account_code || '/' || {{ context_subject('compared') }} as subject,
        case when account.unit_kind = 'money' then '万元' else '' end as unit,
        case
            when {{ intervals_meet(
                'compared.amount', 'compared.half_width', 'compared.last_amount', 'compared.last_half_width'
            ) }}
                then 'pass'
            else 'fail'
        end as result
    from compared
    left join account on compared.account_code = account.account_code
    left join stage as s on compared.stage = s.stage
    left join fund as f on compared.fund = f.fund

)

select
    'prior_year_agrees' as rule_id,
    decided.report_id,
    decided.subject,
    decided.result,
    'warning' as severity,
    case
        when decided.result = 'fail'
            then
                decided.name || '在本年报告中为' || {{ plain('decided.amount') }} || decided.unit || '，在上年报告中为'
                || {{ plain('decided.last_amount') }} || decided.unit
    end as message,
    case
        when decided.result = 'fail'
            then
                decided.name_en || ' is ' || {{ plain('decided.amount') }} || ' here and '
                || {{ plain('decided.last_amount') }} || ' in last year''s own report'
    end as message_en,
    evidence.printed,
    {{ plain('decided.last_amount') }} || decided.unit as computed,
    case
        when decided.unit_kind = 'money' then cast(decided.amount - decided.last_amount as {{ type_amount() }})
    end as difference_wan,
    evidence_mention.mention_ids
from decided
left join evidence on decided.test_key = evidence.test_key
left join evidence_mention on decided.test_key = evidence_mention.test_key
