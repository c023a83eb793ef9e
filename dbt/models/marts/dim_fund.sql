with fund as (

    select * from {{ ref('funds') }}

)

select
    fund,
    fund_name,
    fund_name_en,
    parent_fund
from fund
