-- Claims that do not hold, but would if one figure that they rest on were what a failing sum requires: the sum is the
-- fault, the claim its consequence.
with claim as (

    select * from {{ ref('int_claim_evidence') }}
    where holds = false

),

identity as (

    select * from {{ ref('int_identity') }}
    where result = 'fail' and place = 'report'

),

member as (

    select * from {{ ref('int_identity_member') }}

),

figure as (

    select * from {{ ref('int_place_figure') }}
    where place = 'report'

),

-- What each figure of a failing sum would have to be.
required as (

    select
        identity.identity_key,
        member.figure_key,
        member.amount,
        case
            when member.member = 'total' then identity.sum_amount
            else member.amount + identity.total_amount - identity.sum_amount
        end as required_amount,
        (identity.total_highest - identity.total_lowest + identity.sum_highest - identity.sum_lowest) * 0.5 as tolerance
    from identity
    inner join member on identity.identity_key = member.identity_key

),

-- The base as required lies where the claim has it.
by_base as (

    select
        claim.claim_key,
        required.identity_key
    from claim
    inner join required on claim.base_key = required.figure_key
    where
        required.required_amount + required.tolerance >= claim.base_lowest
        and required.required_amount - required.tolerance <= claim.base_highest

),

-- With the figure as required, the base that the claim has lies where the base is printed.
by_figure as (

    select
        claim.claim_key,
        required.identity_key
    from claim
    inner join required on claim.figure_key = required.figure_key
    inner join figure
        on
            claim.base_key = figure.figure_key
            and required.amount > 0
            and required.required_amount > required.tolerance
    where
        figure.highest >= case
            when claim.kind = 'change_amount'
                then claim.base_lowest + required.required_amount - required.amount - required.tolerance
            else {{ divide('claim.base_lowest * (required.required_amount - required.tolerance)', 'required.amount') }}
        end
        and figure.lowest <= case
            when claim.kind = 'change_amount'
                then claim.base_highest + required.required_amount - required.amount + required.tolerance
            else {{ divide('claim.base_highest * (required.required_amount + required.tolerance)', 'required.amount') }}
        end

),

cause as (

    select * from by_base
    union
    select * from by_figure

)

select
    claim_key,
    min(identity_key) as identity_key
from cause
group by claim_key
