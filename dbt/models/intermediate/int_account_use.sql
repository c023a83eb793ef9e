with conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

)

select
    document_sha256,
    account_code
from conformed_value
where account_code like 'econ.%+%'

union

select
    document_sha256,
    base as account_code
from conformed_value
where base like 'econ.%+%'
