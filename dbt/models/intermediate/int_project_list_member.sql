-- Named projects printed one after the other, with the total that they belong to: in one table, or under one heading of
-- the text. The total is that of project expenditure; where the list holds what the staff and the office cost, as tasks
-- of the year do, it is that of all expenditure.
with mention as (

    select * from {{ ref('int_figure_mention') }}
    where
        amount is not null
        and unit_kind = 'money'
        and organization_unit is null
        and account_code = 'expenditure.project'

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

figure as (

    select * from {{ ref('int_figure') }}

),

placed as (

    select
        mention.*,
        printed_value.table_no,
        coalesce(
            'table ' || cast(printed_value.table_no as {{ dbt.type_string() }}),
            'text ' || substr(md5(coalesce(printed_value.section, '')), 1, 8)
        ) as place
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no

),

-- A project printed twice at a place is one item of its list.
item as (

    select
        report_id,
        place,
        fiscal_year,
        stage,
        fund,
        project_name,
        figure_key,
        table_no,
        min(value_no) as value_no,
        max(amount) as amount,
        max(half_width) as half_width
    from placed
    where project_name is not null
    group by report_id, place, fiscal_year, stage, fund, project_name, figure_key, table_no

),

running as (

    select
        *,
        {{ key_of(['report_id', 'place', 'fiscal_year', 'stage', 'fund']) }} as list_key,
        row_number() over list_so_far as item_no,
        sum(amount) over list_so_far as amount_so_far
    from item
    window list_so_far as (
        partition by report_id, place, fiscal_year, stage, fund
        order by value_no
        rows between unbounded preceding and current row
    )

),

-- All items as they stand make the printed total: none of them heads others, though two may happen to add up to one.
complete as (

    select running.list_key
    from running
    inner join figure
        on
            running.report_id = figure.report_id
            and figure.account_code = 'expenditure.project'
            and figure.project_name is null
            and figure.organization_unit is null
            and running.stage = figure.stage
            and running.fund = figure.fund
            and running.fiscal_year is not distinct from figure.fiscal_year
    group by running.list_key, figure.amount, figure.half_width
    having abs(sum(running.amount) - figure.amount) <= sum(running.half_width) + figure.half_width

),

-- An item that the next ones add up to is their heading, not one more item.
heading as (

    select distinct
        running.list_key,
        running.item_no,
        running.item_no + 1 as from_no,
        later.item_no as to_no
    from running
    inner join running as later
        on
            running.list_key = later.list_key
            and later.item_no >= running.item_no + 2
            and later.amount_so_far - running.amount_so_far = running.amount
    left join complete on running.list_key = complete.list_key
    where
        running.amount > 0
        and complete.list_key is null

),

part as (

    select running.*
    from running
    left join heading
        on
            running.list_key = heading.list_key
            and running.item_no between heading.from_no and heading.to_no
    where heading.list_key is null

),

-- An item of the amount of basic expenditure, or named after what that is spent on, is no project.
running_cost as (

    select distinct part.list_key
    from part
    left join figure as basic
        on
            part.report_id = basic.report_id
            and basic.account_code in ('expenditure.basic', 'expenditure.basic.personnel')
            and basic.project_name is null
            and basic.organization_unit is null
            and part.stage = basic.stage
            and part.fund = basic.fund
            and part.fiscal_year is not distinct from basic.fiscal_year
            and part.amount = basic.amount
    where
        basic.figure_key is not null
        or {{ matches_pattern('part.project_name', running_costs()) }}

),

list as (

    select
        part.list_key,
        part.report_id,
        part.place,
        part.fiscal_year,
        part.stage,
        part.fund,
        part.table_no,
        max(case when running_cost.list_key is null then 'expenditure.project' else 'expenditure' end) as account_code,
        count(*) as part_count
    from part
    left join running_cost on part.list_key = running_cost.list_key
    group by
        part.list_key, part.report_id, part.place, part.fiscal_year, part.stage, part.fund, part.table_no
    having count(*) >= 2

),

own_total as (

    select
        report_id,
        place,
        fiscal_year,
        stage,
        fund,
        figure_key,
        min(value_no) as value_no,
        max(amount) as amount,
        min(amount - half_width) as lowest,
        max(amount + half_width) as highest
    from placed
    where project_name is null
    group by report_id, place, fiscal_year, stage, fund, figure_key

),

-- A list that runs over several tables has its total below the last of them.
continued as (

    select distinct list.list_key
    from list
    inner join list as other
        on
            list.report_id = other.report_id
            and list.stage = other.stage
            and list.fund = other.fund
            and list.fiscal_year is not distinct from other.fiscal_year
            and list.table_no <> other.table_no
    left join own_total
        on
            other.report_id = own_total.report_id
            and other.place = own_total.place
            and other.stage = own_total.stage
            and other.fund = own_total.fund
            and other.fiscal_year is not distinct from own_total.fiscal_year
    where own_total.figure_key is null

),

total as (

    select
        list.list_key,
        coalesce(own_total.figure_key, figure.figure_key) as figure_key,
        own_total.value_no,
        coalesce(own_total.amount, figure.amount) as amount,
        coalesce(own_total.lowest, figure.amount - figure.half_width) as lowest,
        coalesce(own_total.highest, figure.amount + figure.half_width) as highest,
        own_total.figure_key is not null as is_own
    from list
    left join own_total
        on
            list.report_id = own_total.report_id
            and list.place = own_total.place
            and list.stage = own_total.stage
            and list.fund = own_total.fund
            and list.fiscal_year is not distinct from own_total.fiscal_year
    left join figure
        on
            list.report_id = figure.report_id
            and list.account_code = figure.account_code
            and figure.project_name is null
            and figure.organization_unit is null
            and list.stage = figure.stage
            and list.fund = figure.fund
            and list.fiscal_year is not distinct from figure.fiscal_year

),

member as (

    select
        list_key,
        'part' as member,
        figure_key,
        value_no,
        amount,
        amount - case when amount = 0 then 0 else half_width end as lowest,
        amount + case when amount = 0 then 0 else half_width end as highest,
        project_name as member_name
    from part

    union all

    select
        list_key,
        'total' as member,
        figure_key,
        value_no,
        amount,
        lowest,
        highest,
        null as member_name
    from total
    where amount is not null

)

select
    list.list_key as identity_key,
    list.report_id,
    'projects' as family,
    'projects' as identity_id,
    list.place,
    list.fiscal_year,
    list.stage,
    case when total.is_own then 'expenditure.project' else list.account_code end as account_code,
    list.fund,
    cast(null as {{ dbt.type_string() }}) as project_name,
    cast(null as {{ dbt.type_string() }}) as organization_unit,
    -- A table with its own total names every project, unless another goes before it without one.
    case
        when list.table_no is not null and total.is_own and continued.list_key is null then list.part_count
    end as parts_expected,
    member.member,
    member.figure_key,
    member.value_no,
    member.amount,
    member.lowest,
    member.highest,
    member.member_name,
    member.member_name as member_name_en
from member
inner join list on member.list_key = list.list_key
left join total on list.list_key = total.list_key
left join continued on list.list_key = continued.list_key
