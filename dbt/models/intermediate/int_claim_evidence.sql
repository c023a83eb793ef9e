-- Claims that can be recomputed together: those about one figure over one base, with what each of them implies of the
-- base. Decreases are negative.
with claim as (

    select * from {{ ref('int_claim') }}

),

figure as (

    select * from {{ ref('int_place_figure') }}
    where place = 'report'

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

keyed as (

    select
        claim.*,
        {{ key_of([
            'claim.report_id', 'claim.account_code', 'claim.stage', 'claim.fund', 'claim.fiscal_year',
            'claim.project_name', 'claim.organization_unit', 'claim.base'
        ]) }} as pair_key,
        {{ key_of(['claim.document_sha256', 'claim.value_no', "'claim'", 'claim.claim_key']) }} as mention_id,
        {{ print_of('printed_value') }} as printed_text,
        figure.lowest as figure_lowest,
        figure.highest as figure_highest
    from claim
    inner join printed_value
        on
            claim.document_sha256 = printed_value.document_sha256
            and claim.value_no = printed_value.value_no
    left join figure
        on
            claim.figure_key = figure.figure_key
            and claim.account_code = figure.account_code

)

select
    pair_key,
    claim_key,
    mention_id,
    report_id,
    value_no,
    fiscal_year,
    stage,
    fund,
    project_name,
    organization_unit,
    account_code,
    base,
    kind,
    printed_value,
    half_width,
    printed_text,
    recomputed_value,
    holds,
    figure_key,
    base_key,
    case
        when kind = 'change_amount' then figure_lowest - printed_value - half_width
        when kind = 'change_rate'
            then {{ divide('100 * figure_lowest', '(100 + printed_value + half_width)') }}
        when kind in ('execution_rate', 'share', 'control_rate', 'usage_rate') and printed_value > half_width
            then {{ divide('100 * figure_lowest', '(printed_value + half_width)') }}
    end as base_lowest,
    case
        when kind = 'change_amount' then figure_highest - printed_value + half_width
        when kind = 'change_rate' and 100 + printed_value - half_width > 0
            then {{ divide('100 * figure_highest', '(100 + printed_value - half_width)') }}
        when kind in ('execution_rate', 'share', 'control_rate', 'usage_rate') and printed_value > half_width
            then {{ divide('100 * figure_highest', '(printed_value - half_width)') }}
    end as base_highest
from keyed
