-- 各组成部分所印占比之和为100%。
-- The printed shares of all parts of a total make 100%.
-- Severity: warning; info where they would with the shares that the amounts make, which claims_follow tells.
-- Tolerance: half a unit of the last printed digit of each share, and where they make less, the unit that is cut off a
-- truncated one.
with claim as (

    select * from {{ ref('int_claim') }}
    where kind = 'share'

),

identity_part as (

    select
        *,
        count(*) over (partition by identity_id) as parts_expected
    from {{ ref('identities') }}

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

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

-- A share printed twice is one share.
share as (

    select
        claim.report_id,
        claim.fiscal_year,
        claim.stage,
        claim.fund,
        claim.project_name,
        claim.organization_unit,
        claim.account_code,
        claim.base,
        claim.printed_value,
        max(claim.half_width) as half_width,
        max(case when claim.holds = false then claim.recomputed_value end) as true_share,
        min(claim.value_no) as value_no,
        min({{ print_of('printed_value') }}) as printed_text,
        min({{ key_of(['claim.document_sha256', 'claim.value_no', "'claim'", 'claim.claim_key']) }}) as mention_id
    from claim
    inner join printed_value
        on
            claim.document_sha256 = printed_value.document_sha256
            and claim.value_no = printed_value.value_no
    group by
        claim.report_id, claim.fiscal_year, claim.stage, claim.fund, claim.project_name, claim.organization_unit,
        claim.account_code, claim.base, claim.printed_value

),

added as (

    select
        identity_part.identity_id,
        identity_part.parts_expected,
        identity_part.total_account as account_code,
        share.report_id,
        share.fiscal_year,
        share.stage,
        share.fund,
        share.project_name,
        share.organization_unit,
        count(*) as shares,
        count(distinct share.account_code) as parts_printed,
        sum(share.printed_value) as sum_of_shares,
        sum(share.half_width) as tolerance,
        sum(coalesce(share.true_share, share.printed_value)) as sum_of_true_shares,
        count(share.true_share) as failing_shares,
        min(case when share.true_share is not null then share.account_code end) as failing_account,
        {{ join_text('share.printed_text', '; ', 'share.value_no') }} as printed,
        {{ text_list('share.mention_id') }} as mention_ids
    from share
    inner join identity_part
        on
            share.account_code = identity_part.part_account
            and share.base = identity_part.total_account
    group by
        identity_part.identity_id, identity_part.parts_expected, identity_part.total_account, share.report_id,
        share.fiscal_year, share.stage, share.fund, share.project_name, share.organization_unit

),

described as (

    select
        added.*,
        {{ context_zh('added') }} || account.account_name as name,
        {{ context_en('added') }} || ': ' || account.account_name_en as name_en,
        added.identity_id || '/' || {{ context_subject('added') }} as subject,
        case
            when added.shares <> added.parts_expected or added.parts_printed <> added.parts_expected
                then 'not_testable'
            when added.sum_of_shares - added.tolerance > 100 then 'fail'
            when added.sum_of_shares + 2 * added.tolerance < 100 then 'fail'
            else 'pass'
        end as result,
        added.failing_account || '/' || {{ context_subject('added') }} || '/' || added.account_code as claim_subject,
        added.failing_shares > 0 and abs(added.sum_of_true_shares - 100) <= added.tolerance as is_consequence
    from added
    left join account on added.account_code = account.account_code
    left join stage as s on added.stage = s.stage
    left join fund as f on added.fund = f.fund

)

select
    'shares_make_hundred' as rule_id,
    report_id,
    subject,
    result,
    case when result = 'fail' and is_consequence then 'info' else 'warning' end as severity,
    case
        when result = 'fail'
            then
                name || '各组成部分的占比（' || printed || '）合计' || {{ plain('sum_of_shares') }} || '%，不是100%'
                || case when is_consequence then '（由另一问题引起）' else '' end
    end as message,
    case
        when result = 'fail'
            then
                name_en || ': the shares of its parts (' || printed || ') make ' || {{ plain('sum_of_shares') }}
                || '%, not 100%'
                || case when is_consequence then ' (follows from another finding)' else '' end
    end as message_en,
    printed,
    {{ plain('sum_of_shares') }} || '%' as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    mention_ids,
    case when is_consequence then 'claims_follow' end as root_rule_id,
    case when is_consequence then claim_subject end as root_subject
from described
