with result as (

    select
        *,
        {{ key_of(['report_id', 'rule_id', 'subject']) }} as finding_key,
        case when result = 'fail' then {{ key_of(['report_id', 'root_rule_id', 'root_subject']) }} end as cause_key
    from {{ ref('audit_rule_result') }}

),

decision as (

    select * from {{ ref('stg_decision') }}

),

mention as (

    select * from {{ ref('fct_mention') }}
    where correction_key is not null

),

failing as (

    select
        result.*,
        case when result.is_accepted then 'accepted' else 'open' end as status,
        case when result.is_accepted then decision.decided_by end as decided_by,
        case when result.is_accepted then decision.decided_on end as decided_on,
        case when result.is_accepted then decision.reason end as decision_reason
    from result
    left join decision
        on
            result.finding_key = decision.finding_key
            and decision.decision = 'accept'
    where result.result = 'fail'

),

-- What a finding follows from may follow from another one itself: its root is the last of them. No chain is longer than
-- rate, sum, sum, conflict.
rooted as (

    select
        failing.finding_key,
        coalesce(third.finding_key, second.finding_key, first.finding_key) as root_finding_key
    from failing
    inner join failing as first on failing.cause_key = first.finding_key
    left join failing as second on first.cause_key = second.finding_key
    left join failing as third on second.cause_key = third.finding_key

),

-- What a correction mended stays to be seen, with the print beside it.
corrected_number as (

    select
        decision.finding_key,
        decision.decision_key,
        decision.rule_id,
        decision.subject,
        decision.decided_by,
        decision.decided_on,
        decision.reason,
        mention.report_id,
        coalesce(min(mention.label), '') as label,
        min(mention.char_start) as char_start,
        min(mention.printed_value || coalesce(mention.printed_unit, '')) as print,
        min(mention.corrected_value || coalesce(mention.corrected_unit, mention.printed_unit, '')) as correction
    from decision
    inner join mention on decision.decision_key = mention.correction_key
    left join failing on decision.finding_key = failing.finding_key
    where
        decision.finding_key is not null
        and failing.finding_key is null
    group by
        decision.finding_key, decision.decision_key, decision.rule_id, decision.subject, decision.decided_by,
        decision.decided_on, decision.reason, mention.report_id

),

corrected_mention as (

    select
        decision.finding_key,
        {{ text_list('mention.mention_id') }} as mention_ids
    from decision
    inner join mention on decision.decision_key = mention.correction_key
    group by decision.finding_key

),

mended as (

    select
        finding_key,
        report_id,
        rule_id,
        subject,
        {{ join_text(
            "'“' || label || '”印' || print || '，更正为' || correction || '（' || decided_by || '，'"
            ~ " || cast(decided_on as " ~ dbt.type_string() ~ ") || '：' || reason || '）'",
            '；', 'char_start'
        ) }} as message,
        {{ join_text(
            "label || ': printed ' || print || ', corrected to ' || correction || ' by ' || decided_by || ' on '"
            ~ " || cast(decided_on as " ~ dbt.type_string() ~ ") || ' (' || reason || ')'",
            '; ', 'char_start'
        ) }} as message_en,
        {{ join_text('print', '; ', 'char_start') }} as printed,
        {{ join_text('correction', '; ', 'char_start') }} as computed,
        max(decided_by) as decided_by,
        max(decided_on) as decided_on,
        max(reason) as decision_reason
    from corrected_number
    group by finding_key, report_id, rule_id, subject

)

select
    failing.finding_key,
    failing.report_id,
    failing.rule_id,
    failing.severity,
    failing.message,
    failing.message_en,
    failing.printed,
    failing.computed,
    failing.difference_wan,
    failing.mention_ids,
    failing.remedy,
    failing.remedy_en,
    failing.subject,
    failing.status,
    failing.decided_by,
    failing.decided_on,
    failing.decision_reason,
    rooted.root_finding_key
from failing
left join rooted on failing.finding_key = rooted.finding_key

union all

select
    mended.finding_key,
    mended.report_id,
    mended.rule_id,
    coalesce(result.severity, 'info') as severity,
    mended.message,
    mended.message_en,
    mended.printed,
    mended.computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    corrected_mention.mention_ids,
    cast(null as {{ dbt.type_string() }}) as remedy,
    cast(null as {{ dbt.type_string() }}) as remedy_en,
    mended.subject,
    'corrected' as status,
    mended.decided_by,
    mended.decided_on,
    mended.decision_reason,
    cast(null as {{ dbt.type_string() }}) as root_finding_key
from mended
left join corrected_mention on mended.finding_key = corrected_mention.finding_key
left join result on mended.finding_key = result.finding_key
