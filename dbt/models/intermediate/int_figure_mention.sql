with conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

report as (

    select * from {{ ref('int_report') }}

),

account as (

    select * from {{ ref('int_account') }}

),

unit as (

    select * from {{ ref('units') }}

),

source_rank as (

    select * from {{ ref('source_ranks') }}

),

figure_value as (

    select
        report.report_id,
        conformed_value.document_sha256,
        conformed_value.value_no,
        coalesce(conformed_value.fiscal_year, report.fiscal_year) as fiscal_year,
        conformed_value.stage,
        conformed_value.account_code,
        conformed_value.fund,
        conformed_value.project_name,
        conformed_value.organization_unit,
        conformed_value.source_kind,
        source_rank.source_rank,
        account.unit_kind,
        {{ print_of('printed_value', 'conformed_value.amount_unit') }} as printed_text,
        {{ printed_half('printed_value') }} as half_unit,
        printed_value.correction_key,
        -- A value beyond any budget is a damaged print, and has no amount.
        try_cast(printed_value.value as decimal(20, 8)) as value,
        case
            when account.unit_kind = 'money' then cast(unit.factor_to_wan as decimal(14, 4))
            when unit.unit is null then 1
            when unit.unit_kind = account.unit_kind then cast(unit.factor_to_one as decimal(14, 4))
        end as factor
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    inner join report on conformed_value.document_sha256 = report.document_sha256
    left join account on conformed_value.account_code = account.account_code
    left join unit on conformed_value.amount_unit = unit.unit
    left join source_rank on conformed_value.source_kind = source_rank.source_kind
    where conformed_value.role = 'figure'

),

keyed as (

    select
        *,
        {{ amount_of('value * factor') }} as amount,
        {{ half_width_of('half_unit * factor') }} as half_width,
        {{ figure_key(
            'report_id', 'fiscal_year', 'stage', 'account_code', 'fund', 'project_name', 'organization_unit'
        ) }}
            as figure_key,
        {{ key_of(['report_id', 'fiscal_year', 'stage', 'fund', 'project_name', 'organization_unit']) }} as context_key
    from figure_value

)

select
    {{ key_of(['document_sha256', 'value_no', "'figure'", 'figure_key']) }} as mention_id,
    figure_key,
    context_key,
    report_id,
    document_sha256,
    value_no,
    fiscal_year,
    stage,
    account_code,
    unit_kind,
    fund,
    project_name,
    organization_unit,
    amount,
    half_width,
    case when unit_kind = 'money' then amount end as amount_wan,
    case when unit_kind <> 'money' then amount end as quantity,
    source_kind,
    source_rank,
    correction_key,
    printed_text
from keyed
