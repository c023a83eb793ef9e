with conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

report as (

    select * from {{ ref('int_report') }}

),

unit as (

    select * from {{ ref('units') }}

),

figure as (

    select * from {{ ref('int_figure') }}

),

claim as (

    select
        report.report_id,
        conformed_value.document_sha256,
        conformed_value.value_no,
        conformed_value.claim_kind as kind,
        conformed_value.base,
        conformed_value.stage,
        conformed_value.account_code,
        conformed_value.fund,
        conformed_value.project_name,
        conformed_value.organization_unit,
        coalesce(conformed_value.fiscal_year, report.fiscal_year) as fiscal_year,
        coalesce(conformed_value.sign, 1) as sign,
        try_cast(printed_value.value as decimal(20, 8)) as value,
        conformed_value.amount_unit as printed_unit,
        {{ printed_half('printed_value') }} as half_unit,
        case
            when unit.unit is null then 1
            when unit.unit_kind = 'money' then cast(unit.factor_to_wan as decimal(14, 4))
            else cast(unit.factor_to_one as decimal(14, 4))
        end as factor
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    inner join report on conformed_value.document_sha256 = report.document_sha256
    left join unit on conformed_value.amount_unit = unit.unit
    where conformed_value.role = 'claim'

),

-- What the claim is computed from: the figure that it is about, and the one that its base names.
keyed as (

    select
        *,
        {{ amount_of('sign * value * factor') }} as printed_value,
        {{ half_width_of('half_unit * factor') }} as half_width,
        {{ figure_key(
            'report_id', 'fiscal_year', 'stage', 'account_code', 'fund', 'project_name', 'organization_unit'
        ) }}
            as figure_key,
        case
            when base = 'prior_year'
                then {{ figure_key(
                    'report_id', 'fiscal_year - 1', 'stage', 'account_code', 'fund', 'project_name', 'organization_unit'
                ) }}
            when base in ('initial_budget', 'adjusted_budget')
                then {{ figure_key(
                    'report_id', 'fiscal_year', 'base', 'account_code', 'fund', 'project_name', 'organization_unit'
                ) }}
            -- A fund's or a project's share of its own account is a share of that account's total.
            when base = account_code
                then {{ figure_key(
                    'report_id', 'fiscal_year', 'stage', 'base', "'all'", 'null', 'organization_unit'
                ) }}
            when base is not null
                then {{ figure_key(
                    'report_id', 'fiscal_year', 'stage', 'base', 'fund', 'null', 'organization_unit'
                ) }}
        end as base_key
    from claim

),

with_input as (

    select
        keyed.*,
        figure.amount,
        figure.half_width as amount_half,
        base_figure.amount as base_amount,
        base_figure.half_width as base_half,
        figure.is_conflict
        or base_figure.is_conflict
        or coalesce(figure.is_partly_listed, false)
        or coalesce(base_figure.is_partly_listed, false) as has_conflict
    from keyed
    left join figure on keyed.figure_key = figure.figure_key
    -- As a condition of its own the inequality would have DuckDB compare every claim with every figure.
    left join figure as base_figure
        on
            nullif(keyed.base_key, keyed.figure_key) = base_figure.figure_key
            and figure.unit_kind = base_figure.unit_kind

),

-- Rates are computed only over a base that is surely more than nothing.
recomputed as (

    select
        *,
        case
            when kind = 'change_amount' then amount - base_amount
            when base_amount <= base_half then null
            when kind = 'change_rate' then {{ divide('100 * (amount - base_amount)', 'base_amount') }}
            else {{ divide('100 * amount', 'base_amount') }}
        end as recomputed_value,
        case
            when kind = 'change_amount' then amount - base_amount - amount_half - base_half
            when base_amount <= base_half then null
            else least(
                    {{ divide('100 * (amount - amount_half)', '(base_amount - base_half)') }},
                    {{ divide('100 * (amount - amount_half)', '(base_amount + base_half)') }}
                ) - case when kind = 'change_rate' then 100 else 0 end
        end as lowest,
        case
            when kind = 'change_amount' then amount - base_amount + amount_half + base_half
            when base_amount <= base_half then null
            else greatest(
                    {{ divide('100 * (amount + amount_half)', '(base_amount - base_half)') }},
                    {{ divide('100 * (amount + amount_half)', '(base_amount + base_half)') }}
                ) - case when kind = 'change_rate' then 100 else 0 end
        end as highest
    from with_input

),

decided as (

    select
        *,
        printed_value + half_width >= lowest and printed_value - half_width <= highest as meets
    from recomputed

)

select
    {{ key_of([
        'document_sha256', 'value_no', "'claim'", 'kind', 'base', 'figure_key'
    ]) }} as claim_key,
    report_id,
    document_sha256,
    value_no,
    fiscal_year,
    kind,
    account_code,
    stage,
    fund,
    project_name,
    organization_unit,
    base,
    printed_value,
    half_width,
    cast(recomputed_value as {{ type_amount() }}) as recomputed_value,
    printed_unit,
    {{ amount_of('sign * value') }} as value_in_printed_unit,
    cast({{ divide('recomputed_value', 'factor') }} as {{ type_amount() }}) as recomputed_in_printed_unit,
    -- A conflict is reported once: what is computed from it cannot be blamed as well, nor what is said of a part only.
    case when meets or not has_conflict then meets end as holds,
    case when amount is not null then figure_key end as figure_key,
    case when base_amount is not null then base_key end as base_key
from decided
