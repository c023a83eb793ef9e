-- What a report prints under the labels of the seed other_parts, at most so much of each identity: the largest print of
-- each label, in 万元.
with printed_value as (

    select * from {{ ref('stg_printed_value') }}
    where value > 0

),

report as (

    select * from {{ ref('int_report') }}

),

unit as (

    select
        unit,
        cast(factor_to_wan as decimal(14, 4)) as factor
    from {{ ref('units') }}
    where unit_kind = 'money'

),

other_label as (

    select * from {{ ref('other_parts') }}

),

-- Labels come again and again: each is searched once.
matched as (

    select
        printed_label.label,
        other_label.identity_id,
        other_label.label as other_label
    from (select distinct label from printed_value) as printed_label
    inner join other_label on printed_label.label like '%' || other_label.label || '%'

),

labelled as (

    select
        report.report_id,
        matched.identity_id,
        matched.other_label,
        max((printed_value.value + printed_value.half_unit) * unit.factor) as highest
    from printed_value
    inner join unit on printed_value.unit = unit.unit
    inner join matched on printed_value.label = matched.label
    inner join report on printed_value.document_sha256 = report.document_sha256
    group by report.report_id, matched.identity_id, matched.other_label

)

select
    report_id,
    identity_id,
    cast(sum(highest) as {{ type_amount() }}) as highest
from labelled
group by report_id, identity_id
