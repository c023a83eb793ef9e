-- 基数未印出时，对同一数的各变动额、变动率、执行率推出的基数一致。
-- Where the base itself is not printed, the changes and rates printed of one figure imply one and the same base.
-- Severity: warning. Tolerance: half a unit of the last printed digit of the figure and of each claim.
with claim as (

    select * from {{ ref('int_claim_evidence') }}
    where
        base_lowest is not null
        and base_highest is not null
        and base_key is null

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

kind_name as (

    select * from {{ ref('claim_kinds') }}

),

pair as (

    select
        claim.pair_key,
        claim.report_id,
        claim.fiscal_year,
        claim.stage,
        claim.fund,
        claim.project_name,
        claim.organization_unit,
        claim.account_code,
        claim.base,
        claim.figure_key,
        count(*) as claims,
        -- Intervals on a line meet in one point if each meets every other.
        max(claim.base_lowest) > min(claim.base_highest) as disagree,
        {{ join_text('claim.printed_text', '; ', 'claim.value_no') }} as printed_claims,
        {{ join_text(
            "kind_name.kind_name || claim.printed_text || '推出' || "
            ~ plain('round((claim.base_lowest + claim.base_highest) * 0.5, 2)'),
            '，', 'claim.value_no'
        ) }} as implied,
        {{ join_text(
            "kind_name.kind_name_en || ' ' || claim.printed_text || ' implies ' || "
            ~ plain('round((claim.base_lowest + claim.base_highest) * 0.5, 2)'),
            ', ', 'claim.value_no'
        ) }} as implied_en,
        {{ join_text(plain('round((claim.base_lowest + claim.base_highest) * 0.5, 2)'), '; ', 'claim.value_no') }}
            as computed,
        {{ text_list('claim.mention_id') }} as mention_ids
    from claim
    inner join kind_name on claim.kind = kind_name.kind
    group by
        claim.pair_key, claim.report_id, claim.fiscal_year, claim.stage, claim.fund, claim.project_name,
        claim.organization_unit, claim.account_code, claim.base, claim.figure_key

),

evidence as (

    {{ evidence('pair', 'pair_key') }}

),

described as (

    select
        pair.*,
        {{ context_zh('pair') }} || account.account_name as name,
        {{ context_en('pair') }} || ': ' || account.account_name_en as name_en,
        pair.account_code || '/' || {{ context_subject('pair') }} || '/' || coalesce(pair.base, '') as subject
    from pair
    left join account on pair.account_code = account.account_code
    left join stage as s on pair.stage = s.stage
    left join fund as f on pair.fund = f.fund

)

select
    'claims_agree' as rule_id,
    described.report_id,
    described.subject,
    case
        when described.claims < 2 then 'not_testable'
        when described.disagree then 'fail'
        else 'pass'
    end as result,
    'warning' as severity,
    case
        when described.claims > 1 and described.disagree
            then described.name || coalesce('（' || evidence.printed || '）', '') || '所述各数的基数互不相同：' || described.implied
    end as message,
    case
        when described.claims > 1 and described.disagree
            then
                described.name_en || coalesce(' (' || evidence.printed || ')', '') || ': the bases implied differ: '
                || described.implied_en
    end as message_en,
    coalesce(evidence.printed || '; ', '') || described.printed_claims as printed,
    described.computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    described.mention_ids
from described
left join evidence on described.pair_key = evidence.pair_key
