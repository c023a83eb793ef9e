-- Totals and parts that a report prints, one row per identity and member. An identity is an instance of a family: the
-- accounts of an identity or a list, the funds, the units, or the named projects of a total, at one place.
with placed as (

    select * from {{ ref('int_place_figure') }}

),

project_member as (

    select * from {{ ref('int_project_list_member') }}

),

closed_list as (

    select * from {{ ref('int_closed_list') }}

),

fund as (

    select * from {{ ref('funds') }}

),

account as (

    select * from {{ ref('int_account') }}

),

identity_part as (

    select
        identity_id,
        total_account,
        part_account,
        'accounts' as family,
        count(*) over (partition by identity_id) as parts_expected
    from {{ ref('identities') }}

    union all

    -- What a list leaves out is not known: it can only be too much.
    select
        list_id as identity_id,
        total_account,
        part_account,
        'items' as family,
        null as parts_expected
    from {{ ref('item_lists') }}

    union all

    -- A sum over several items would count them twice.
    select
        parent_code as identity_id,
        parent_code as total_account,
        account_code as part_account,
        'items' as family,
        null as parts_expected
    from account
    where
        parent_code like 'econ.%'
        and account_code not like '%+%'
        and account_code <> 'econ.social_insurance'

),

account_part as (

    select
        identity_part.family,
        identity_part.identity_id,
        identity_part.total_account,
        identity_part.parts_expected,
        placed.fund as total_fund,
        placed.organization_unit as total_unit,
        placed.project_name as total_project,
        placed.*
    from placed
    inner join identity_part on placed.account_code = identity_part.part_account

),

appropriation as (

    select distinct
        report_id,
        place,
        account_code,
        stage,
        fiscal_year,
        project_name,
        organization_unit
    from placed
    where fund = 'fiscal_appropriation'

),

fund_part as (

    select
        'funds' as family,
        placed.account_code || '.all' as identity_id,
        placed.account_code as total_account,
        -- 其他 closes a list of funds that begins with the budget's own; what was spent of 当年财政拨款 leaves out what
        -- was spent of the balance brought forward.
        case
            when
                max(case when placed.fund = 'other' then 1 else 0 end) over funds_of_total
                + max(
                    case
                        when placed.fund = 'general_public' then 1
                        when placed.fund = 'fiscal_appropriation' and placed.account_code not like 'expenditure%' then 1
                        else 0
                    end
                ) over funds_of_total
                = 2
                then cast(count(*) over funds_of_total as integer)
        end as parts_expected,
        'all' as total_fund,
        placed.organization_unit as total_unit,
        placed.project_name as total_project,
        placed.*
    from placed
    inner join fund on placed.fund = fund.fund
    left join appropriation
        on
            placed.report_id = appropriation.report_id
            and placed.place = appropriation.place
            and placed.account_code = appropriation.account_code
            and placed.stage = appropriation.stage
            and placed.fiscal_year is not distinct from appropriation.fiscal_year
            and placed.project_name is not distinct from appropriation.project_name
            and placed.organization_unit is not distinct from appropriation.organization_unit
    where
        fund.parent_fund = 'all'
        or (fund.parent_fund = 'fiscal_appropriation' and appropriation.report_id is null)
    window funds_of_total as (
        partition by
            placed.report_id, placed.place, placed.account_code, placed.stage, placed.fiscal_year,
            placed.project_name, placed.organization_unit
    )

),

appropriation_part as (

    select
        'funds' as family,
        placed.account_code || '.fiscal_appropriation' as identity_id,
        placed.account_code as total_account,
        cast(null as integer) as parts_expected,
        'fiscal_appropriation' as total_fund,
        placed.organization_unit as total_unit,
        placed.project_name as total_project,
        placed.*
    from placed
    inner join fund on placed.fund = fund.fund
    where fund.parent_fund = 'fiscal_appropriation'

),

unit_part as (

    select
        'units' as family,
        placed.account_code || '.units' as identity_id,
        placed.account_code as total_account,
        cast(null as integer) as parts_expected,
        placed.fund as total_fund,
        cast(null as {{ dbt.type_string() }}) as total_unit,
        placed.project_name as total_project,
        placed.*
    from placed
    where placed.organization_unit is not null

),

part as (

    select * from account_part
    union all
    select * from fund_part
    union all
    select * from appropriation_part
    union all
    select * from unit_part

),

keyed as (

    select
        *,
        {{ key_of([
            'report_id', 'identity_id', 'place', 'fiscal_year', 'stage', 'total_fund', 'total_project', 'total_unit'
        ]) }} as identity_key
    from part

),

instance as (

    select
        keyed.identity_key,
        keyed.report_id,
        keyed.family,
        keyed.identity_id,
        keyed.place,
        keyed.fiscal_year,
        keyed.stage,
        keyed.total_account,
        keyed.total_fund,
        keyed.total_project,
        keyed.total_unit,
        least(max(keyed.parts_expected), coalesce(max(closed_list.parts_listed), max(keyed.parts_expected)))
            as parts_expected
    from keyed
    left join closed_list
        on
            keyed.family = 'accounts'
            and keyed.report_id = closed_list.report_id
            and keyed.identity_id = closed_list.identity_id
            and keyed.stage = closed_list.stage
            and keyed.total_fund = closed_list.fund
            and keyed.fiscal_year is not distinct from closed_list.fiscal_year
            and keyed.total_project is null
            and keyed.total_unit is null
    group by
        keyed.identity_key, keyed.report_id, keyed.family, keyed.identity_id, keyed.place, keyed.fiscal_year,
        keyed.stage, keyed.total_account, keyed.total_fund, keyed.total_project, keyed.total_unit

),

-- The total printed at the place, else the report's.
total as (

    select
        instance.identity_key,
        placed.figure_key,
        placed.value_no,
        placed.amount,
        placed.lowest,
        placed.highest,
        row_number() over (
            partition by instance.identity_key order by case when placed.place = instance.place then 0 else 1 end
        ) as choice_no
    from instance
    inner join placed
        on
            instance.report_id = placed.report_id
            and placed.place in (instance.place, 'report')
            and instance.total_account = placed.account_code
            and instance.total_fund = placed.fund
            and instance.stage = placed.stage
            and instance.fiscal_year is not distinct from placed.fiscal_year
            and instance.total_project is not distinct from placed.project_name
            and instance.total_unit is not distinct from placed.organization_unit

),

member as (

    select
        keyed.identity_key,
        'part' as member,
        keyed.figure_key,
        keyed.value_no,
        keyed.amount,
        keyed.lowest,
        keyed.highest,
        case
            when keyed.family = 'units' then keyed.organization_unit
            when keyed.family = 'funds' then fund.fund_name
            else account.account_name
        end as member_name,
        case
            when keyed.family = 'units' then keyed.organization_unit
            when keyed.family = 'funds' then fund.fund_name_en
            else account.account_name_en
        end as member_name_en
    from keyed
    left join fund on keyed.fund = fund.fund
    left join account on keyed.account_code = account.account_code

    union all

    select
        total.identity_key,
        'total' as member,
        total.figure_key,
        total.value_no,
        total.amount,
        total.lowest,
        total.highest,
        null as member_name,
        null as member_name_en
    from total
    where total.choice_no = 1

),

of_accounts as (

    select
        member.identity_key,
        instance.report_id,
        instance.family,
        instance.identity_id,
        instance.place,
        instance.fiscal_year,
        instance.stage,
        instance.total_account as account_code,
        instance.total_fund as fund,
        instance.total_project as project_name,
        instance.total_unit as organization_unit,
        instance.parts_expected,
        member.member,
        member.figure_key,
        member.value_no,
        member.amount,
        member.lowest,
        member.highest,
        member.member_name,
        member.member_name_en
    from member
    inner join instance on member.identity_key = instance.identity_key

),

resolved as (

    select
        figure_key,
        amount
    from placed
    where place = 'report'

),

-- What a place prints as the report has it is tested there.
differing as (

    select distinct of_accounts.identity_key
    from of_accounts
    left join resolved on of_accounts.figure_key = resolved.figure_key
    where
        of_accounts.place = 'report'
        or of_accounts.amount <> resolved.amount

)

select
    of_accounts.identity_key,
    of_accounts.report_id,
    of_accounts.family,
    of_accounts.identity_id,
    of_accounts.place,
    of_accounts.fiscal_year,
    of_accounts.stage,
    of_accounts.account_code,
    of_accounts.fund,
    of_accounts.project_name,
    of_accounts.organization_unit,
    of_accounts.parts_expected,
    of_accounts.member,
    of_accounts.figure_key,
    of_accounts.value_no,
    of_accounts.amount,
    of_accounts.lowest,
    of_accounts.highest,
    of_accounts.member_name,
    of_accounts.member_name_en
from of_accounts
inner join differing on of_accounts.identity_key = differing.identity_key

union all

select
    identity_key,
    report_id,
    family,
    identity_id,
    place,
    fiscal_year,
    stage,
    account_code,
    fund,
    project_name,
    organization_unit,
    parts_expected,
    member,
    figure_key,
    value_no,
    amount,
    lowest,
    highest,
    member_name,
    member_name_en
from project_member
