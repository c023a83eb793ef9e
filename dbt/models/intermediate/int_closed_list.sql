-- Identities whose parts a sentence lists to the end: right behind the total, opened by 分别为, and followed by no other
-- number of the kind. Then no part is missing, though the identity has more.
with mention as (

    select * from {{ ref('int_figure_mention') }}
    where organization_unit is null and project_name is null

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}
    where sentence_no is not null

),

identity_part as (

    select * from {{ ref('identities') }}

),

in_sentence as (

    select
        mention.*,
        printed_value.sentence_no,
        printed_value.label
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no

),

part as (

    select
        identity_part.identity_id,
        total.document_sha256,
        total.sentence_no,
        total.report_id,
        total.fiscal_year,
        total.stage,
        total.fund,
        total.value_no as total_no,
        part.value_no,
        part.value_no - row_number() over (
            partition by identity_part.identity_id, total.mention_id order by part.value_no
        ) as run_start,
        part.label
    from in_sentence as total
    inner join identity_part on total.account_code = identity_part.total_account
    inner join in_sentence as part
        on
            identity_part.part_account = part.account_code
            and total.document_sha256 = part.document_sha256
            and total.sentence_no = part.sentence_no
            and total.stage = part.stage
            and total.fund = part.fund
            and total.fiscal_year is not distinct from part.fiscal_year
            and total.value_no < part.value_no

),

list as (

    select
        identity_id,
        document_sha256,
        sentence_no,
        report_id,
        fiscal_year,
        stage,
        fund,
        total_no,
        max(value_no) as last_no,
        count(*) as parts_listed,
        max(case when value_no = total_no + 1 and {{ matches_pattern('label', '^(分别(为|是|有)|分为)') }} then 1 else 0 end)
            as is_opened
    from part
    where run_start = total_no
    group by identity_id, document_sha256, sentence_no, report_id, fiscal_year, stage, fund, total_no

)

select distinct
    list.report_id,
    list.identity_id,
    list.fiscal_year,
    list.stage,
    list.fund,
    cast(list.parts_listed as integer) as parts_listed
from list
left join printed_value as next_value
    on
        list.document_sha256 = next_value.document_sha256
        and list.sentence_no = next_value.sentence_no
        and list.last_no + 1 = next_value.value_no
left join printed_value as last_value
    on
        list.document_sha256 = last_value.document_sha256
        and list.last_no = last_value.value_no
left join in_sentence as next_total
    on
        list.document_sha256 = next_total.document_sha256
        and list.last_no + 1 = next_total.value_no
        and next_total.account_code in ('staff.actual', 'staff.quota', 'staff.retired')
where
    list.is_opened = 1
    and list.parts_listed >= 2
    and (
        next_value.value_no is null
        or next_value.unit is null
        or next_value.unit <> last_value.unit
        or next_total.mention_id is not null
    )
