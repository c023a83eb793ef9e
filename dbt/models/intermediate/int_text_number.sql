-- Numbers printed in running text or within a cell's words, with the number before them in the sentence: what is
-- neither a date nor a numbering, and what a claim or a figure may also be.
with printed_value as (

    select * from {{ ref('stg_printed_value') }}
    where sentence_no is not null

),

value_role as (

    select * from {{ ref('int_value_role') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}
    where role = 'indicator'

),

indicator as (

    select * from {{ ref('int_indicator') }}

),

report as (

    select * from {{ ref('int_report') }}

),

unit as (

    select * from {{ ref('units') }}

),

indicator_part as (

    select
        document_sha256,
        value_no,
        max(indicator_part) as indicator_part
    from conformed_value
    group by document_sha256, value_no

),

-- Where a number plays a role that leads to a mart, its mention.
mention as (

    select
        document_sha256,
        value_no,
        mention_id
    from {{ ref('int_figure_mention') }}

    union all

    select
        conformed_value.document_sha256,
        conformed_value.value_no,
        {{ indicator_mention_id() }} as mention_id
    from conformed_value
    inner join indicator
        on
            conformed_value.document_sha256 = indicator.document_sha256
            and conformed_value.indicator_no = indicator.indicator_no

),

first_mention as (

    select
        document_sha256,
        value_no,
        min(mention_id) as mention_id
    from mention
    group by document_sha256, value_no

),

number_of_text as (

    select
        first_mention.mention_id,
        report.report_id,
        report.document_sha256,
        report.fiscal_year,
        printed_value.value_no,
        printed_value.value,
        printed_value.half_unit,
        coalesce(printed_value.corrected_unit, printed_value.unit) as unit,
        unit.unit_kind,
        coalesce(cast(unit.factor_to_wan as decimal(14, 4)), cast(unit.factor_to_one as decimal(14, 4)), 1) as factor,
        {{ print_of('printed_value') }} as printed_text,
        coalesce(printed_value.label, '') as label,
        coalesce(printed_value.section, '') as section,
        printed_value.place,
        printed_value.sentence_no,
        coalesce(value_role.role, 'unmatched') as role,
        value_role.left_reason,
        indicator_part.indicator_part,
        {{ normal_name('printed_value.label') }} as name
    from printed_value
    inner join report on printed_value.document_sha256 = report.document_sha256
    left join value_role
        on
            printed_value.document_sha256 = value_role.document_sha256
            and printed_value.value_no = value_role.value_no
    left join indicator_part
        on
            printed_value.document_sha256 = indicator_part.document_sha256
            and printed_value.value_no = indicator_part.value_no
    left join first_mention
        on
            printed_value.document_sha256 = first_mention.document_sha256
            and printed_value.value_no = first_mention.value_no
    left join unit on coalesce(printed_value.corrected_unit, printed_value.unit) = unit.unit
    where
        printed_value.value is not null
        and coalesce(value_role.left_reason, '') not in ('date', 'numbering', 'contact', 'reference')

),

measured as (

    select
        *,
        {{ amount_of('value * factor') }} as amount,
        {{ half_width_of('half_unit * factor') }} as half_width
    from number_of_text

)

select
    *,
    section like '%目标%'
    and section not like '%完成%'
    and section not like '%实现%'
    and section not like '%情况%' as is_goal,
    lag(mention_id) over sentence as before_mention_id,
    lag(value_no) over sentence as before_no,
    lag(value) over sentence as before_value,
    lag(half_unit) over sentence as before_half_unit,
    lag(amount) over sentence as before_amount,
    lag(half_width) over sentence as before_half_width,
    lag(unit) over sentence as before_unit,
    lag(unit_kind) over sentence as before_unit_kind,
    lag(printed_text) over sentence as before_text,
    lag(label) over sentence as before_label
from measured
window sentence as (partition by document_sha256, sentence_no order by value_no)
