with account as (

    select * from {{ ref('accounts') }}

),

composite as (

    select distinct account_code from {{ ref('int_account_use') }}

),

item_number as (

    select
        account_code,
        {{ split_rows("replace(account_code, 'econ.', '')", '+') }} as item_number
    from composite

),

composite_item as (

    select
        account_code,
        'econ.' || item_number as item_code
    from item_number

),

composite_account as (

    select
        composite_item.account_code,
        {{ join_text('item.account_name', '、', 'composite_item.item_code') }} as account_name,
        {{ join_text('item.account_name_en', ', ', 'composite_item.item_code') }} as account_name_en,
        case when min(item.parent_code) = max(item.parent_code) then min(item.parent_code) end as parent_code
    from composite_item
    inner join account as item on composite_item.item_code = item.account_code
    group by composite_item.account_code

)

select
    account_code,
    account_name,
    account_name_en,
    parent_code,
    unit_kind,
    statement
from account

union all

select
    account_code,
    account_name,
    account_name_en,
    parent_code,
    'money' as unit_kind,
    'expenditure' as statement
from composite_account
