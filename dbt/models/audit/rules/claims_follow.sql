-- 变动额、变动率、占比、执行率、控制率、使用率与所依据的数一致。
-- Changes, shares and rates follow from the figures that they are about, recomputed over the printed base.
-- Severity: warning. Tolerance: half a unit of the last printed digit of the claim and of both figures; a truncated
-- rate does not hold. A figure in conflict is a finding of its own, and cannot be blamed twice; what follows from a sum
-- that does not add up is info, with the sum as its root.
with claim as (

    select * from {{ ref('int_claim_evidence') }}

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

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

indicator as (

    select * from {{ ref('int_indicator') }}

),

cause as (

    select * from {{ ref('int_claim_cause') }}

),

identity as (

    select * from {{ ref('int_identity') }}

),

report as (

    select * from {{ ref('int_report') }}

),

kind_name as (

    select * from {{ ref('claim_kinds') }}

),

-- A rate that stands in a scored line is what the line is scored by.
scored as (

    select
        report.report_id,
        conformed_value.value_no,
        indicator.weight,
        indicator.score
    from conformed_value
    inner join report on conformed_value.document_sha256 = report.document_sha256
    inner join indicator
        on
            conformed_value.document_sha256 = indicator.document_sha256
            and conformed_value.indicator_no = indicator.indicator_no
    where
        conformed_value.role = 'indicator'
        and conformed_value.indicator_part = 'actual'
        and indicator.score is not null

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
        max(case when claim.holds = false then 1 else 0 end) as failing,
        max(case when claim.holds then 1 else 0 end) as holding,
        count(case when claim.holds = false then 1 end) as failures,
        max(case when claim.holds = false and cause.claim_key is null then 1 else 0 end) as own_faults,
        min(case when claim.holds = false then identity.rule_id end) as root_rule_id,
        min(case when claim.holds = false then identity.subject end) as root_subject,
        {{ join_text('claim.printed_text', '; ', 'claim.value_no') }} as claims,
        {{ join_text(
            "case when claim.holds = false then kind_name.kind_name || '印' || claim.printed_text || '，应为' || "
            ~ plain('round(claim.recomputed_value, 2)')
            ~ " || case when claim.kind = 'change_amount' then '' else '%' end end",
            '；', 'claim.value_no'
        ) }} as faults,
        {{ join_text(
            "case when claim.holds = false then kind_name.kind_name_en || ' printed ' || claim.printed_text "
            ~ "|| ', is ' || " ~ plain('round(claim.recomputed_value, 2)')
            ~ " || case when claim.kind = 'change_amount' then '' else '%' end end",
            '; ', 'claim.value_no'
        ) }} as faults_en,
        {{ join_text(
            "case when claim.holds = false then " ~ plain('round(claim.recomputed_value, 2)') ~ " end",
            '; ', 'claim.value_no'
        ) }} as computed,
        max(
            case
                when claim.holds = false and claim.kind = 'change_amount'
                    then claim.printed_value - claim.recomputed_value
            end
        ) as difference,
        {{ join_text(
            "case when claim.holds = false and scored.score is not null then " ~ plain('scored.weight')
            ~ " || '分; ' || " ~ plain('scored.score') ~ " || '分' end",
            '; ', 'claim.value_no'
        ) }} as scores
    from claim
    inner join kind_name on claim.kind = kind_name.kind
    left join cause on claim.claim_key = cause.claim_key
    left join identity on cause.identity_key = identity.identity_key
    left join scored on claim.report_id = scored.report_id and claim.value_no = scored.value_no
    group by
        claim.pair_key, claim.report_id, claim.fiscal_year, claim.stage, claim.fund, claim.project_name,
        claim.organization_unit, claim.account_code, claim.base

),

input as (

    select distinct
        pair_key,
        figure_key
    from claim
    where figure_key is not null

    union

    select distinct
        pair_key,
        base_key as figure_key
    from claim
    where base_key is not null

),

evidence as (

    {{ evidence('input', 'pair_key') }}

),

mentioned as (

    select
        pair_key,
        mention_id
    from claim

    union

    select
        input.pair_key,
        mention.mention_id
    from input
    inner join mention on input.figure_key = mention.figure_key

),

claim_mention as (

    select
        pair_key,
        {{ text_list('mention_id') }} as mention_ids
    from mentioned
    group by pair_key

),

due as (

    select
        claim_key,
        value_no,
        {{ as_printed('recomputed_value', 'half_width') }} as value
    from claim
    where holds = false

),

-- The one slip that makes the printed claim of the recomputed one.
mended as (

    select
        claim.pair_key,
        claim.value_no,
        claim.kind,
        due.value as due_value,
        case
            when claim.printed_value * due.value < 0 and abs(claim.printed_value) = abs(due.value) then 'direction'
            when
                claim.printed_value * due.value > 0
                and abs(claim.recomputed_value) - abs(claim.printed_value) between 0 and 2 * claim.half_width
                then 'truncated'
            when
                claim.kind = 'change_rate'
                and abs(claim.printed_value) = abs({{ as_printed(
                    divide('100 * claim.recomputed_value', '(100 + claim.recomputed_value)'), 'claim.half_width'
                ) }})
                then 'base'
            when claim.printed_value * due.value < 0 then null
            else {{ slip('abs(claim.printed_value)', 'abs(due.value)', 'claim.half_width', 0) }}
        end as mended_by
    from claim
    inner join due
        on
            claim.claim_key is not distinct from due.claim_key
            and claim.value_no = due.value_no
    where claim.holds = false

),

-- Several claims that imply one and the same base blame that, where it is printed.
one_base as (

    select
        pair_key,
        (max(base_lowest) + min(base_highest)) * 0.5 as base_amount
    from claim
    group by pair_key
    having
        count(*) >= 2
        and max(case when holds then 1 else 0 end) = 0
        and count(case when holds = false and base_key is not null then 1 end) = count(*)
        and max(base_lowest) <= min(base_highest)

),

reading as (

    select
        mended.pair_key,
        mended.value_no,
        kind_name.kind_name || '改为' || {{ plain('mended.due_value') }}
        || case when mended.kind = 'change_amount' then '万元' else '%' end
        || {{ slip_zh('mended.mended_by') }} as remedy,
        kind_name.kind_name_en || ' were ' || {{ plain('mended.due_value') }}
        || case when mended.kind = 'change_amount' then '' else '%' end
        || {{ slip_en('mended.mended_by') }} as remedy_en
    from mended
    inner join pair on mended.pair_key = pair.pair_key and pair.failures = 1
    inner join kind_name on mended.kind = kind_name.kind
    where mended.mended_by is not null

    union all

    select
        pair_key,
        0 as value_no,
        '基数改为' || {{ plain('round(base_amount, 2)') }} || {{ slip_zh("'figure'") }} as remedy,
        'the base were ' || {{ plain('round(base_amount, 2)') }} || {{ slip_en("'figure'") }} as remedy_en
    from one_base

),

remedy as (

    select
        pair_key,
        {{ join_text('remedy', '，或', 'value_no') }} as remedy,
        {{ join_text('remedy_en', ', or ', 'value_no') }} as remedy_en
    from reading
    group by pair_key

),

described as (

    select
        pair.*,
        {{ context_zh('pair') }} || account.account_name as name,
        {{ context_en('pair') }} || ': ' || account.account_name_en as name_en,
        account.unit_kind,
        pair.account_code || '/' || {{ context_subject('pair') }} || '/' || coalesce(pair.base, '') as subject,
        remedy.remedy,
        remedy.remedy_en
    from pair
    left join remedy on pair.pair_key = remedy.pair_key
    left join account on pair.account_code = account.account_code
    left join stage as s on pair.stage = s.stage
    left join fund as f on pair.fund = f.fund

)

select
    'claims_follow' as rule_id,
    described.report_id,
    described.subject,
    case
        when described.failing = 1 then 'fail'
        when described.holding = 1 then 'pass'
        else 'not_testable'
    end as result,
    case when described.failing = 1 and described.own_faults = 0 then 'info' else 'warning' end as severity,
    case
        when described.failing = 1
            then described.name || coalesce('（' || evidence.printed || '）', '') || '：' || described.faults
                || coalesce('；若' || described.remedy || '，即相符', '')
                || coalesce('；该率对应的分值和得分（' || described.scores || '）因此也不成立', '')
                || case when described.own_faults = 0 then '（由合计与各项之和不符引起）' else '' end
    end as message,
    case
        when described.failing = 1
            then described.name_en || coalesce(' (' || evidence.printed || ')', '') || ': ' || described.faults_en
                || coalesce('; it would hold if ' || described.remedy_en, '')
                || coalesce('; the weight and score of that rate (' || described.scores || ') do not hold either', '')
                || case when described.own_faults = 0 then ' (follows from a sum that does not add up)' else '' end
    end as message_en,
    described.claims || coalesce('; ' || evidence.printed, '') || coalesce('; ' || described.scores, '') as printed,
    described.computed,
    case
        when described.unit_kind = 'money' then cast(described.difference as {{ type_amount() }})
    end as difference_wan,
    claim_mention.mention_ids,
    described.remedy,
    described.remedy_en,
    case when described.own_faults = 0 then described.root_rule_id end as root_rule_id,
    case when described.own_faults = 0 then described.root_subject end as root_subject
from described
left join evidence on described.pair_key = evidence.pair_key
left join claim_mention on described.pair_key = claim_mention.pair_key
