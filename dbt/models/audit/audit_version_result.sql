with result as (

    {% for rule in var('rules') %}
        select
            rule_id,
            report_id,
            subject,
            result,
            severity,
            message,
            message_en,
            printed,
            computed,
            difference_wan,
            mention_ids,
            {{ column_of(rule, 'remedy', 'offers_remedy') }} as remedy,
            {{ column_of(rule, 'remedy_en', 'offers_remedy') }} as remedy_en,
            {{ column_of(rule, 'root_rule_id', 'names_root') }} as root_rule_id,
            {{ column_of(rule, 'root_subject', 'names_root') }} as root_subject
        from {{ ref(rule) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

report as (

    select * from {{ ref('int_report') }}

),

-- The catalogue, with each rule's severity as its yml says it.
rule as (

    {% for rule in var('rules') %}
        select
            '{{ rule }}' as rule_id,
            '{{ severity_of(rule) }}' as severity,
            '{{ name_of(rule) }}' as name_zh
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

accepted as (

    select finding_key
    from {{ ref('stg_decision') }}
    where decision = 'accept'

),

tested as (

    select distinct
        rule_id,
        report_id
    from result

),

complete as (

    select * from result

    union all

    -- Where a report prints nothing that a rule could look at, the rule says so: no rule passes in silence.
    select
        rule.rule_id,
        report.report_id,
        'report' as subject,
        'not_testable' as result,
        rule.severity,
        '报告没有印出该规则所需的数' as message,
        'The report prints nothing that the rule needs' as message_en,
        cast(null as {{ dbt.type_string() }}) as printed,
        cast(null as {{ dbt.type_string() }}) as computed,
        cast(null as {{ type_amount() }}) as difference_wan,
        {{ no_texts() }} as mention_ids,
        cast(null as {{ dbt.type_string() }}) as remedy,
        cast(null as {{ dbt.type_string() }}) as remedy_en,
        cast(null as {{ dbt.type_string() }}) as root_rule_id,
        cast(null as {{ dbt.type_string() }}) as root_subject
    from report
    cross join rule
    left join tested on rule.rule_id = tested.rule_id and report.report_id = tested.report_id
    where tested.rule_id is null

)

select
    complete.rule_id,
    complete.report_id,
    complete.subject,
    complete.result,
    complete.severity,
    -- A message misses where a part of it is not printed: then the rule itself says what is wrong.
    case
        when complete.result = 'fail' then coalesce(complete.message, '不符合规则：' || rule.name_zh)
        else complete.message
    end as message,
    case
        when complete.result = 'fail'
            then coalesce(complete.message_en, 'This rule does not hold: ' || complete.rule_id)
        else complete.message_en
    end as message_en,
    complete.printed,
    complete.computed,
    complete.difference_wan,
    complete.mention_ids,
    complete.remedy,
    complete.remedy_en,
    complete.root_rule_id,
    complete.root_subject,
    accepted.finding_key is not null and complete.result = 'fail' as is_accepted
from complete
left join rule on complete.rule_id = rule.rule_id
left join accepted
    on {{ key_of(['complete.report_id', 'complete.rule_id', 'complete.subject']) }} = accepted.finding_key
