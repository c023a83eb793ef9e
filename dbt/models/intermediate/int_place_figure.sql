-- Figures at every place that can be added up by itself: place 'report' holds the resolved figures, 'text' and each
-- 'table N' what is printed there. A nothing is exact, and so is a count of single heads: neither is a rounded print.
with figure as (

    select
        *,
        case
            when amount = 0 or (unit_kind = 'count' and half_width = 0.5) then 0
            else half_width
        end as half
    from {{ ref('int_figure') }}
    where amount is not null

),

mention as (

    select * from {{ ref('int_figure_mention') }}
    where amount is not null

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

placed as (

    select
        mention.*,
        coalesce(
            'table ' || cast(printed_value.table_no as {{ dbt.type_string() }}),
            'text'
        ) as place,
        case
            when mention.amount = 0 or (mention.unit_kind = 'count' and mention.half_width = 0.5) then 0
            else mention.half_width
        end as half
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no

),

at_place as (

    select
        report_id,
        place,
        figure_key,
        fiscal_year,
        stage,
        account_code,
        fund,
        project_name,
        organization_unit,
        min(value_no) as value_no,
        max(amount) as amount,
        min(amount - half) as lowest,
        max(amount + half) as highest
    from placed
    group by report_id, place, figure_key, fiscal_year, stage, account_code, fund, project_name, organization_unit

),

first_print as (

    select
        figure_key,
        min(value_no) as value_no
    from mention
    group by figure_key

),

every_place as (

    select * from at_place

    union all

    select
        figure.report_id,
        'report' as place,
        figure.figure_key,
        figure.fiscal_year,
        figure.stage,
        figure.account_code,
        figure.fund,
        figure.project_name,
        figure.organization_unit,
        first_print.value_no,
        figure.amount,
        figure.amount - figure.half as lowest,
        figure.amount + figure.half as highest
    from figure
    inner join first_print on figure.figure_key = first_print.figure_key

),

-- A budget is balanced: where only its income or only its expenditure is printed, it stands for the other.
opposite as (

    select
        one.*,
        case when one.account_code = 'income' then 'expenditure' else 'income' end as other_account
    from every_place as one
    where
        one.account_code in ('income', 'expenditure')
        and one.fund = 'all'
        and one.stage in ('initial_budget', 'adjusted_budget')

),

stand_in as (

    select opposite.*
    from opposite
    left join every_place as other
        on
            opposite.report_id = other.report_id
            and opposite.place = other.place
            and opposite.stage = other.stage
            and opposite.fund = other.fund
            and opposite.other_account = other.account_code
            and opposite.fiscal_year is not distinct from other.fiscal_year
            and opposite.project_name is not distinct from other.project_name
            and opposite.organization_unit is not distinct from other.organization_unit
    where other.figure_key is null

),

vehicle as (

    select distinct
        report_id,
        place,
        stage,
        fund,
        fiscal_year,
        project_name,
        organization_unit
    from every_place
    where account_code = 'three_public.vehicle'

),

-- Vehicles are often printed by what was spent on them only: operation, or purchase, or both.
vehicle_kind as (

    select
        every_place.*,
        max(every_place.figure_key) over vehicles_of_place as one_key
    from every_place
    left join vehicle
        on
            every_place.report_id = vehicle.report_id
            and every_place.place = vehicle.place
            and every_place.stage = vehicle.stage
            and every_place.fund = vehicle.fund
            and every_place.fiscal_year is not distinct from vehicle.fiscal_year
            and every_place.project_name is not distinct from vehicle.project_name
            and every_place.organization_unit is not distinct from vehicle.organization_unit
    where
        every_place.account_code in ('three_public.vehicle.purchase', 'three_public.vehicle.operation')
        and vehicle.report_id is null
    window vehicles_of_place as (
        partition by
            every_place.report_id, every_place.place, every_place.stage, every_place.fund, every_place.fiscal_year,
            every_place.project_name, every_place.organization_unit
    )

)

select
    report_id,
    place,
    figure_key,
    fiscal_year,
    stage,
    account_code,
    fund,
    project_name,
    organization_unit,
    value_no,
    amount,
    lowest,
    highest
from every_place

union all

select
    report_id,
    place,
    figure_key,
    fiscal_year,
    stage,
    other_account as account_code,
    fund,
    project_name,
    organization_unit,
    value_no,
    amount,
    lowest,
    highest
from stand_in

union all

select
    report_id,
    place,
    one_key as figure_key,
    fiscal_year,
    stage,
    'three_public.vehicle' as account_code,
    fund,
    project_name,
    organization_unit,
    min(value_no) as value_no,
    sum(amount) as amount,
    sum(lowest) as lowest,
    sum(highest) as highest
from vehicle_kind
group by report_id, place, one_key, fiscal_year, stage, fund, project_name, organization_unit
