{#- A rule of the catalogue over one family of identities: total = sum of parts, or not less than it. -#}
{% macro identity_rule(rule_id) -%}
with identity as (

    select * from {{ ref('int_identity') }}
    where rule_id = '{{ rule_id }}'

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

described as (

    select
        identity.*,
        {{ context_zh('identity') }} || account.account_name as total_name,
        {{ context_en('identity') }} || ': ' || account.account_name_en as total_name_en,
        case when account.unit_kind = 'money' then '万元' else '' end as unit,
        account.unit_kind
    from identity
    left join account on identity.account_code = account.account_code
    left join stage as s on identity.stage = s.stage
    left join fund as f on identity.fund = f.fund

)

select
    '{{ rule_id }}' as rule_id,
    report_id,
    subject,
    result,
    case when result = 'fail' and is_consequence then 'info' else 'warning' end as severity,
    case
        when result = 'fail'
            then
                total_name || '为' || {{ plain('total_amount') }} || unit
                || '，各项合计' || {{ plain('sum_amount') }} || unit
                || '（' || parts_text || '），相差' || {{ plain('total_amount - sum_amount') }} || unit
                || coalesce('；若' || remedy || '，即相符', '')
                || coalesce('；各项变动额（' || changes || '）因此也不能相加', '')
                || case when is_consequence then '（由另一问题引起）' else '' end
    end as message,
    case
        when result = 'fail'
            then
                total_name_en || ' is ' || {{ plain('total_amount') }}
                || ', its parts add up to ' || {{ plain('sum_amount') }}
                || ' (' || parts_text_en || '), a difference of ' || {{ plain('total_amount - sum_amount') }}
                || coalesce('; it would hold if ' || remedy_en, '')
                || coalesce('; the changes (' || changes || ') do not add up either', '')
                || case when is_consequence then ' (follows from another finding)' else '' end
    end as message_en,
    printed || coalesce('; ' || changes, '') as printed,
    case when total_amount is not null then {{ plain('sum_amount') }} || unit end as computed,
    case
        when total_amount is not null and unit_kind = 'money'
            then cast(total_amount - sum_amount as {{ type_amount() }})
    end as difference_wan,
    mention_ids,
    remedy,
    remedy_en,
    root_rule_id,
    root_subject
from described
{%- endmacro %}
