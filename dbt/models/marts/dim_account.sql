with account as (

    select * from {{ ref('int_account') }}

)

select
    account_code,
    account_name,
    account_name_en,
    parent_code,
    unit_kind
from account
