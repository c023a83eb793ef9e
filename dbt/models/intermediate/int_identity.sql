-- Every identity that a report's figures are part of, added up: the interval of the printed total against the interval
-- of the printed parts, and for a failing one what would reconcile it and which other fault it follows from.
with member as (

    select * from {{ ref('int_identity_member') }}

),

mention as (

    select * from {{ ref('int_figure_mention') }}

),

claim as (

    select * from {{ ref('int_claim') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

account as (

    select * from {{ ref('int_account') }}

),

added as (

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
        cast(sum(case when member = 'part' then 1 else 0 end) as integer) as parts_printed,
        max(case when member = 'total' then amount end) as total_amount,
        max(case when member = 'total' then lowest end) as total_lowest,
        max(case when member = 'total' then highest end) as total_highest,
        sum(case when member = 'part' then amount end) as sum_amount,
        sum(case when member = 'part' then lowest end) as sum_lowest,
        sum(case when member = 'part' then highest end) as sum_highest,
        {{ join_text(
            "case when member = 'part' then member_name || ' ' || " ~ plain('amount') ~ " end", ' + ', 'value_no'
        ) }} as parts_text,
        {{ join_text(
            "case when member = 'part' then member_name_en || ' ' || " ~ plain('amount') ~ " end", ' + ', 'value_no'
        ) }} as parts_text_en
    from member
    group by
        identity_key, report_id, family, identity_id, place, fiscal_year, stage, account_code, fund, project_name,
        organization_unit, parts_expected

),

-- What is missing cannot be less than nothing: without every part, only an excess is sure.
decided as (

    select
        *,
        case
            when total_amount is null then 'not_testable'
            when sum_lowest > total_highest then 'fail'
            when parts_printed = parts_expected and sum_highest < total_lowest then 'fail'
            when parts_printed = parts_expected or sum_highest >= total_lowest then 'pass'
            else 'not_testable'
        end as result
    from added

),

-- What each figure of a failing identity would have to be for it to hold.
required as (

    select
        decided.identity_key,
        decided.report_id,
        decided.family,
        decided.identity_id,
        decided.place,
        member.figure_key,
        member.value_no,
        coalesce(member.member_name, account.account_name) as member_name,
        coalesce(member.member_name_en, account.account_name_en) as member_name_en,
        member.amount,
        member.highest - member.amount as half_width,
        case
            when member.member = 'total' then decided.sum_amount
            else member.amount + decided.total_amount - decided.sum_amount
        end as required_amount,
        (decided.total_highest - decided.total_lowest + decided.sum_highest - decided.sum_lowest) * 0.5 as tolerance
    from decided
    inner join member on decided.identity_key = member.identity_key
    left join account on decided.account_code = account.account_code
    where decided.result = 'fail'

),

other_print as (

    select distinct
        required.identity_key,
        required.figure_key,
        mention.amount as other_amount
    from required
    inner join mention on required.figure_key = mention.figure_key
    where
        mention.amount <> required.amount
        and abs(mention.amount - required.required_amount) <= required.tolerance + mention.half_width

),

mended as (

    select
        required.*,
        other_print.other_amount,
        case
            when required.required_amount <= 0 then null
            when
                required.amount > 0
                and abs(required.amount * 10000 - required.required_amount)
                <= required.tolerance + required.half_width * 10000
                then 'unit'
            when
                required.amount >= 1000
                and abs(required.amount - required.required_amount * 10000)
                <= required.half_width + required.tolerance * 10000
                then 'unit'
            when other_print.other_amount is not null then 'print'
            -- Of a number of one or two digits, one digit says nothing.
            when
                required.amount >= 100
                and {{ digits_changed('required.amount', 'required.required_amount') }} = 1
                then 'digit'
        end as mended_by
    from required
    left join other_print
        on
            required.identity_key = other_print.identity_key
            and required.figure_key = other_print.figure_key

),

-- Another print of a figure says more than a unit, a unit more than a digit.
ranked as (

    select
        *,
        rank() over (
            partition by identity_key order by case mended_by when 'print' then 1 when 'unit' then 2 else 3 end
        ) as rank_no
    from mended
    where mended_by is not null

),

remedy as (

    select
        identity_key,
        {{ join_text(
            "member_name || '改为' || " ~ plain('coalesce(other_amount, required_amount)')
            ~ " || case mended_by when 'unit' then '（单位差一万倍）' when 'print' then '（报告另有此数）'"
            ~ " else '（一位数字之差）' end",
            '，或', 'value_no'
        ) }} as remedy,
        {{ join_text(
            "member_name_en || ' were ' || " ~ plain('coalesce(other_amount, required_amount)')
            ~ " || case mended_by when 'unit' then ' (a unit 10,000 times off)'"
            ~ " when 'print' then ' (printed elsewhere)' else ' (one digit)' end",
            ', or ', 'value_no'
        ) }} as remedy_en,
        max(case when mended_by = 'print' then 1 else 0 end) as by_print,
        max(case when mended_by = 'unit' then 1 else 0 end) as by_unit
    from ranked
    where rank_no = 1
    group by identity_key

),

-- Two identities that one and the same value of a shared figure would mend have one fault.
follows as (

    select distinct later.identity_key
    from required as later
    inner join required as earlier
        on
            later.figure_key = earlier.figure_key
            and later.identity_key <> earlier.identity_key
            and abs(later.required_amount - earlier.required_amount) <= later.tolerance + earlier.tolerance
            and (
                (later.place = earlier.place and later.identity_id > earlier.identity_id)
                or (later.place <> 'report' and earlier.place = 'report')
            )

),

-- Changes printed for the total and its parts do not add up either, and follow from the same fault.
change as (

    select
        required.identity_key,
        claim.value_no,
        {{ print_of('printed_value') }} as printed_text,
        count(*) over (partition by required.identity_key, claim.base) as changes
    from required
    inner join claim
        on
            claim.kind = 'change_amount'
            and claim.holds
            and required.place = 'report'
            and required.figure_key in (claim.figure_key, claim.base_key)
    inner join printed_value
        on
            claim.document_sha256 = printed_value.document_sha256
            and claim.value_no = printed_value.value_no

),

consequence as (

    select
        identity_key,
        {{ join_text('printed_text', '; ', 'value_no') }} as changes
    from change
    where changes >= 3
    group by identity_key

),

-- What is printed at the identity's place, and elsewhere only the total that the place leaves out.
printed_at_place as (

    select
        member.identity_key,
        mention.mention_id,
        mention.printed_text,
        mention.value_no
    from member
    inner join mention on member.figure_key = mention.figure_key
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no
    left join member as own
        on
            member.identity_key = own.identity_key
            and member.figure_key = own.figure_key
            and mention.value_no = own.value_no
    where
        member.place = 'report'
        or own.identity_key is not null
        or member.place = 'table ' || cast(printed_value.table_no as {{ dbt.type_string() }})
        or (member.place like 'text%' and printed_value.table_no is null)

),

first_print as (

    select
        identity_key,
        printed_text,
        min(value_no) as value_no
    from printed_at_place
    group by identity_key, printed_text

),

evidence as (

    select
        identity_key,
        {{ join_text('printed_text', '; ', 'value_no') }} as printed
    from first_print
    group by identity_key

),

each_mention as (

    select distinct
        identity_key,
        mention_id
    from printed_at_place

),

evidence_mention as (

    select
        identity_key,
        {{ text_list('mention_id') }} as mention_ids
    from each_mention
    group by identity_key

)

select
    decided.*,
    case
        when decided.family <> 'accounts' then decided.family
        when decided.identity_id = 'assets' then 'assets'
        when decided.account_code like 'staff.%' then 'staff'
        else 'parts'
    end as rule_family,
    remedy.remedy,
    remedy.remedy_en,
    coalesce(remedy.by_unit = 1, false) as is_unit_fault,
    coalesce(remedy.by_print = 1, false) or follows.identity_key is not null as is_consequence,
    consequence.changes,
    evidence.printed,
    evidence_mention.mention_ids
from decided
left join remedy on decided.identity_key = remedy.identity_key
left join follows on decided.identity_key = follows.identity_key
left join consequence on decided.identity_key = consequence.identity_key
left join evidence on decided.identity_key = evidence.identity_key
left join evidence_mention on decided.identity_key = evidence_mention.identity_key
