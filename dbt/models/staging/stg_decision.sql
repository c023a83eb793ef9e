-- Decisions in force: the last about each finding and each printed number, unless it is withdrawn.
with decision as (

    select * from {{ source('raw', 'decision') }}

),

targeted as (

    select
        *,
        case
            when report_id is not null and rule_id is not null and subject is not null
                then {{ key_of(['report_id', 'rule_id', 'subject']) }}
        end as finding_key,
        case
            when document_sha256 is not null and char_start is not null
                then {{ key_of(['document_sha256', 'char_start', 'printed']) }}
        end as place_key
    from decision

),

ranked as (

    select
        *,
        coalesce(place_key, finding_key) as decision_key,
        row_number() over (partition by coalesce(place_key, finding_key) order by decision_no desc) as latest_no
    from targeted

)

select
    decision_key,
    decision,
    finding_key,
    place_key,
    report_id,
    rule_id,
    subject,
    document_sha256,
    char_start,
    printed,
    corrected_value,
    corrected_unit,
    decided_by,
    try_cast(decided_on as date) as decided_on,
    reason
from ranked
where
    latest_no = 1
    and decision <> 'withdraw'
