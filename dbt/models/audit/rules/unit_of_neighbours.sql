-- 金额单位与同一科目其他年度、其他阶段的数量级相符（不差一万倍）。
-- The unit of an amount is that of its neighbours: the same account in another stage or year of the report is not some
-- 10,000 times larger or smaller while it is printed in another unit.
-- Severity: warning (info where parts and total, or a conflict, show the same fault). Tolerance: a factor between 2,000
-- and 50,000.
with figure as (

    select * from {{ ref('int_figure') }}
    where
        unit_kind = 'money'
        and amount > 0

),

mention as (

    select * from {{ ref('int_figure_mention') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

identity as (

    select * from {{ ref('int_identity') }}
    where result = 'fail' and is_unit_fault

),

identity_member as (

    select * from {{ ref('int_identity_member') }}

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

unit_of_figure as (

    select
        mention.figure_key,
        min(printed_value.unit) as unit,
        max(printed_value.unit) as last_unit
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no
    group by mention.figure_key

),

known as (

    select
        identity_member.figure_key,
        min(identity.rule_id) as rule_id,
        min(identity.subject) as subject
    from identity
    inner join identity_member on identity.identity_key = identity_member.identity_key
    group by identity_member.figure_key

),

-- The figure that stands alone with its unit among two or more neighbours, or against the one that it has.
compared as (

    select
        one.figure_key,
        one.report_id,
        one.fiscal_year,
        one.stage,
        one.account_code,
        one.fund,
        one.project_name,
        one.organization_unit,
        one.amount,
        one.is_conflict or known.figure_key is not null as is_known,
        case when one.is_conflict then 'one_value_per_figure' else known.rule_id end as root_rule_id,
        case when one.is_conflict then {{ figure_subject('one') }} else known.subject end as root_subject,
        count(*) as neighbours,
        count(
            case
                when
                    unit_of_figure.unit <> other_unit.unit
                    and unit_of_figure.unit = unit_of_figure.last_unit
                    and (
                        one.amount between 2000 * other.amount and 50000 * other.amount
                        or other.amount between 2000 * one.amount and 50000 * one.amount
                    )
                    then 1
            end
        ) as far_away,
        max(other.figure_key) as other_key
    from figure as one
    inner join figure as other
        on
            one.report_id = other.report_id
            and one.account_code = other.account_code
            and one.fund = other.fund
            and one.project_name is not distinct from other.project_name
            and one.organization_unit is not distinct from other.organization_unit
            and one.figure_key <> other.figure_key
    inner join unit_of_figure on one.figure_key = unit_of_figure.figure_key
    inner join unit_of_figure as other_unit on other.figure_key = other_unit.figure_key
    left join known on one.figure_key = known.figure_key
    where unit_of_figure.unit is not null and other_unit.unit is not null
    group by
        one.figure_key, one.report_id, one.fiscal_year, one.stage, one.account_code, one.fund, one.project_name,
        one.organization_unit, one.amount, one.is_conflict, known.figure_key, known.rule_id, known.subject

),

input as (

    select
        figure_key as test_key,
        figure_key
    from compared

    union

    select
        figure_key as test_key,
        other_key as figure_key
    from compared

),

evidence as (

    {{ evidence('input', 'test_key') }}

),

evidence_mention as (

    {{ evidence_mentions('input', 'test_key') }}

),

-- Of two that differ, the one in 元 or 亿元 is the odd one: 万元 is what the forms ask for.
described as (

    select
        compared.*,
        {{ context_zh('compared') }} || account.account_name as name,
        {{ context_en('compared') }} || ': ' || account.account_name_en as name_en,
        compared.account_code || '/' || {{ context_subject('compared') }} as subject,
        compared.far_away = compared.neighbours and coalesce(unit_of_figure.unit, '') not in ('万元', '万') as is_odd,
        unit_of_figure.unit
    from compared
    inner join unit_of_figure on compared.figure_key = unit_of_figure.figure_key
    left join account on compared.account_code = account.account_code
    left join stage as s on compared.stage = s.stage
    left join fund as f on compared.fund = f.fund

)

select
    'unit_of_neighbours' as rule_id,
    described.report_id,
    described.subject,
    case when described.is_odd then 'fail' else 'pass' end as result,
    case when described.is_odd and described.is_known then 'info' else 'warning' end as severity,
    case
        when described.is_odd
            then
                described.name || '的单位（' || described.unit || '）与相邻年度或阶段的数（' || evidence.printed
                || '）相差约一万倍，疑应为万元'
    end as message,
    case
        when described.is_odd
            then
                described.name_en || ': the unit (' || described.unit || ') makes it some 10,000 times off its '
                || 'neighbours (' || evidence.printed || '); probably 万元'
    end as message_en,
    evidence.printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    evidence_mention.mention_ids,
    case when described.is_odd then '单位改为万元' end as remedy,
    case when described.is_odd then 'the unit were 万元' end as remedy_en,
    case when described.is_odd then described.root_rule_id end as root_rule_id,
    case when described.is_odd then described.root_subject end as root_subject
from described
left join evidence on described.figure_key = evidence.test_key
left join evidence_mention on described.figure_key = evidence_mention.test_key
