with printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

-- A number that plays several roles is counted in the first of these.
ranked as (

    select
        document_sha256,
        value_no,
        role,
        left_reason,
        row_number() over (
            partition by document_sha256, value_no
            order by
                case role
                    when 'figure' then 1
                    when 'claim' then 2
                    when 'indicator' then 3
                    when 'header' then 4
                    when 'left' then 5
                    else 6
                end,
                left_reason
        ) as role_no
    from conformed_value

)

select
    printed_value.document_sha256,
    printed_value.value_no,
    coalesce(ranked.role, 'unmatched') as role,
    ranked.left_reason
from printed_value
left join ranked
    on
        printed_value.document_sha256 = ranked.document_sha256
        and printed_value.value_no = ranked.value_no
        and ranked.role_no = 1
