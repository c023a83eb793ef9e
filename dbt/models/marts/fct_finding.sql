with result as (

    select * from {{ ref('audit_rule_result') }}

)

select
    {{ key_of(['report_id', 'rule_id', 'subject']) }} as finding_key,
    report_id,
    rule_id,
    severity,
    message,
    message_en,
    printed,
    computed,
    difference_wan,
    mention_ids,
    subject,
    'open' as status
from result
where result = 'fail'
