-- 同一项目在文字和表格中的金额一致。
-- A project listed at two places, by its name or a longer form of it, has one amount.
-- Severity: warning. Tolerance: half a unit of the last printed digit of each amount.
with item as (

    select * from {{ ref('int_identity_member') }}
    where family = 'projects' and member = 'part' and length(member_name) >= 6

),

pair as (

    select
        one.report_id,
        one.member_name as name,
        one.amount,
        other.amount as other_amount,
        one.value_no as one_no,
        other.value_no as other_no,
        one.figure_key,
        other.figure_key as other_key,
        {{ key_of(['one.figure_key', 'other.figure_key', 'one.place', 'other.place']) }} as pair_key,
        one.lowest <= other.highest and other.lowest <= one.highest as meets
    from item as one
    inner join item as other
        on
            one.report_id = other.report_id
            and one.place <> other.place
            and one.stage = other.stage
            and one.fund = other.fund
            and one.fiscal_year is not distinct from other.fiscal_year
            and one.figure_key <> other.figure_key
            and other.member_name like '%' || one.member_name || '%'

),

input as (

    select
        pair_key,
        figure_key
    from pair

    union

    select
        pair_key,
        other_key as figure_key
    from pair

),

evidence as (

    {{ evidence('input', 'pair_key') }}

),

evidence_mention as (

    {{ evidence_mentions('input', 'pair_key') }}

)

select
    'one_value_per_project' as rule_id,
    pair.report_id,
    cast(pair.one_no as {{ dbt.type_string() }}) || '/' || cast(pair.other_no as {{ dbt.type_string() }}) as subject,
    case when pair.meets then 'pass' else 'fail' end as result,
    'warning' as severity,
    case
        when not pair.meets
            then
                '“' || pair.name || '”的金额不一致：' || {{ plain('pair.amount') }} || '万元，'
                || {{ plain('pair.other_amount') }} || '万元，相差' || {{ plain('abs(pair.other_amount - pair.amount)') }}
                || '万元'
    end as message,
    case
        when not pair.meets
            then
                pair.name || ' is listed with ' || {{ plain('pair.amount') }} || ' and with '
                || {{ plain('pair.other_amount') }} || ', a difference of '
                || {{ plain('abs(pair.other_amount - pair.amount)') }} || ' (10,000 yuan)'
    end as message_en,
    evidence.printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(abs(pair.other_amount - pair.amount) as {{ type_amount() }}) as difference_wan,
    evidence_mention.mention_ids
from pair
left join evidence on pair.pair_key = evidence.pair_key
left join evidence_mention on pair.pair_key = evidence_mention.pair_key
