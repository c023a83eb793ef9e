-- What may be one more part of an identity: what is printed under labels that are no accounts of ours, at most so much,
-- and beside a list of funds the balance brought forward, the whole of it or nothing.
with member as (

    select * from {{ ref('int_identity_member') }}

),

figure as (

    select * from {{ ref('int_place_figure') }}
    where
        account_code = 'opening_balance'
        and fund = 'all'
        and amount > 0

),

labelled as (

    select * from {{ ref('int_labelled_part') }}

),

identity as (

    select distinct
        identity_key,
        report_id,
        family,
        identity_id,
        place,
        fiscal_year,
        stage,
        project_name,
        organization_unit
    from member

),

part as (

    select
        identity.identity_key,
        labelled.highest,
        cast(null as {{ type_half_width() }}) as balance_lowest,
        cast(null as {{ type_half_width() }}) as balance_highest
    from identity
    inner join labelled
        on
            identity.report_id = labelled.report_id
            and identity.identity_id = labelled.identity_id

    union all

    select
        identity.identity_key,
        0 as highest,
        min(figure.lowest) as balance_lowest,
        max(figure.highest) as balance_highest
    from identity
    inner join figure
        on
            identity.family = 'funds'
            and identity.report_id = figure.report_id
            and figure.place in (identity.place, 'report')
            and identity.stage = figure.stage
            and identity.fiscal_year is not distinct from figure.fiscal_year
            and identity.project_name is not distinct from figure.project_name
            and identity.organization_unit is not distinct from figure.organization_unit
    group by identity.identity_key

)

select
    identity_key,
    cast(sum(highest) as {{ type_amount() }}) as highest,
    max(balance_lowest) as balance_lowest,
    max(balance_highest) as balance_highest
from part
group by identity_key
