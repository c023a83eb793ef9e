-- 由各项占GDP比重（研发投入强度）推出的地区生产总值一致。
-- Amounts printed with their ratio to the region's product imply one and the same product.
-- Severity: warning. Tolerance: half a unit of the last printed digit of amounts and ratios.
with number_of_text as (

    select * from {{ ref('int_text_number') }}

),

ratio as (

    select
        *,
        {{ divide('100 * (before_amount - before_half_width)', '(value + half_unit)') }} as lowest,
        {{ divide('100 * (before_amount + before_half_width)', '(value - half_unit)') }} as highest
    from number_of_text
    where
        unit = '%'
        and value > half_unit
        and before_unit_kind = 'money'
        and before_no = value_no - 1
        and {{ matches_pattern('label', '占.{0,6}(GDP|ＧＤＰ|地区生产总值)|(研发|研究与试验发展).{0,4}投入强度') }}

),

added as (

    select
        report_id,
        count(*) as ratios,
        max(lowest) > min(highest) as disagree,
        {{ join_text("before_text || '; ' || printed_text", '; ', 'value_no') }} as printed,
        {{ join_text(
            "before_text || '（' || printed_text || '）推出' || " ~ plain('round((lowest + highest) * 0.00005, 1)')
            ~ " || '亿元'",
            '，', 'value_no'
        ) }} as implied,
        {{ join_text(
            "before_text || ' (' || printed_text || ') implies ' || " ~ plain('round((lowest + highest) * 0.00005, 1)')
            ~ " || '亿元'",
            ', ', 'value_no'
        ) }} as implied_en,
        {{ join_text(plain('round((lowest + highest) * 0.00005, 1)') ~ " || '亿元'", '; ', 'value_no') }} as computed
    from ratio
    group by report_id

)

select
    'ratios_imply_one_gdp' as rule_id,
    report_id,
    'gdp' as subject,
    case
        when ratios < 2 then 'not_testable'
        when disagree then 'fail'
        else 'pass'
    end as result,
    'warning' as severity,
    case when ratios > 1 and disagree then '推出的地区生产总值不一致：' || implied end as message,
    case
        when ratios > 1 and disagree then 'The products of the region implied differ: ' || implied_en
    end as message_en,
    printed,
    computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids
from added
