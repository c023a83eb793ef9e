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

other_part as (

    select * from {{ ref('int_other_part') }}

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

-- What is missing cannot be less than nothing: without every part, only an excess is sure. What a report prints beside
-- the parts may be one more of them.
decided as (

    select
        added.*,
        added.identity_id || '/' || {{ context_subject('added') }}
        || case when added.place = 'report' then '' else '@' || added.place end as subject,
        case
            when added.total_amount is null then 'not_testable'
            when added.sum_lowest > added.total_highest then 'fail'
            when added.parts_printed >= added.parts_expected and added.sum_highest >= added.total_lowest then 'pass'
            when added.parts_printed >= added.parts_expected and other_part.highest is null then 'fail'
            when
                added.parts_printed >= added.parts_expected
                and added.sum_highest + other_part.highest < added.total_lowest
                and not coalesce(
                    added.sum_highest + other_part.highest + other_part.balance_highest >= added.total_lowest
                    and added.sum_lowest + other_part.balance_lowest <= added.total_highest,
                    false
                )
                then 'fail'
            when added.sum_highest >= added.total_lowest then 'pass'
            else 'not_testable'
        end as result
    from added
    left join other_part on added.identity_key = other_part.identity_key

),

-- What each figure of a failing identity would have to be for it to hold.
required as (

    select
        decided.identity_key,
        decided.report_id,
        decided.family,
        decided.identity_id,
        decided.subject,
        decided.place,
        {{ rule_of_identity('decided') }} as rule_id,
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
        mention.amount as other_amount,
        {{ figure_subject('mention') }} as figure_subject
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
        other_print.figure_subject,
        case
            when other_print.other_amount is not null and required.required_amount > 0 then 'print'
            else {{ slip('required.amount', 'required.required_amount', 'required.half_width', 'required.tolerance') }}
        end as mended_by
    from required
    left join other_print
        on
            required.identity_key = other_print.identity_key
            and required.figure_key = other_print.figure_key

),

-- Figures that another sum confirms.
confirmed as (

    select distinct member.figure_key
    from decided
    inner join member on decided.identity_key = member.identity_key
    where
        decided.result = 'pass'
        and decided.parts_printed >= decided.parts_expected

),

-- Another print of a figure says more than a unit, a unit more than a digit; a figure that a sum confirms is last.
ranked as (

    select
        mended.*,
        rank() over (
            partition by mended.identity_key
            order by
                case when confirmed.figure_key is null then 0 else 1 end,
                case mended.mended_by when 'print' then 1 when 'unit' then 2 else 3 end
        ) as rank_no
    from mended
    left join confirmed on mended.figure_key = confirmed.figure_key
    where mended.mended_by is not null

),

remedy as (

    select
        identity_key,
        {{ join_text(
            "member_name || '改为' || " ~ plain('coalesce(other_amount, required_amount)')
            ~ " || " ~ slip_zh('mended_by'),
            '，或', 'value_no'
        ) }} as remedy,
        {{ join_text(
            "member_name_en || ' were ' || " ~ plain('coalesce(other_amount, required_amount)')
            ~ " || " ~ slip_en('mended_by'),
            ', or ', 'value_no'
        ) }} as remedy_en,
        min(case when mended_by = 'print' then figure_subject end) as conflict_subject,
        max(case when mended_by = 'unit' then 1 else 0 end) as by_unit
    from ranked
    where rank_no = 1
    group by identity_key

),

-- Two identities that one and the same value of a shared figure would mend have one fault.
follows as (

    select
        later.identity_key,
        earlier.rule_id,
        earlier.subject,
        row_number() over (
            partition by later.identity_key
            order by case when earlier.place = 'report' then 0 else 1 end, earlier.identity_id, earlier.subject
        ) as choice_no
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
    {{ rule_of_identity('decided') }} as rule_id,
    remedy.remedy,
    remedy.remedy_en,
    coalesce(remedy.by_unit = 1, false) as is_unit_fault,
    remedy.conflict_subject is not null or follows.identity_key is not null as is_consequence,
    case
        when remedy.conflict_subject is not null then 'one_value_per_figure'
        else follows.rule_id
    end as root_rule_id,
    coalesce(remedy.conflict_subject, follows.subject) as root_subject,
    consequence.changes,
    evidence.printed,
    evidence_mention.mention_ids
from decided
left join remedy on decided.identity_key = remedy.identity_key
left join follows on decided.identity_key = follows.identity_key and follows.choice_no = 1
left join consequence on decided.identity_key = consequence.identity_key
left join evidence on decided.identity_key = evidence.identity_key
left join evidence_mention on decided.identity_key = evidence_mention.identity_key
