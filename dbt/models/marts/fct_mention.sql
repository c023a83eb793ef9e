with figure_mention as (

    select * from {{ ref('int_figure_mention') }}

),

claim as (

    select * from {{ ref('int_claim') }}

),

indicator as (

    select * from {{ ref('int_indicator') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

rule as (

    select
        document_sha256,
        value_no,
        role,
        min(conformed_by) as conformed_by
    from conformed_value
    group by document_sha256, value_no, role

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

),

mention as (

    select
        mention_id,
        report_id,
        document_sha256,
        value_no,
        'figure' as role,
        figure_key,
        cast(null as {{ dbt.type_string() }}) as claim_key,
        cast(null as {{ dbt.type_string() }}) as indicator_key,
        cast(null as {{ dbt.type_string() }}) as indicator_part,
        fiscal_year,
        stage,
        account_code,
        fund,
        project_name,
        organization_unit,
        amount_wan,
        quantity,
        source_kind
    from figure_mention

    union all

    select
        {{ key_of(['claim.document_sha256', 'claim.value_no', "'claim'", 'claim.claim_key']) }} as mention_id,
        claim.report_id,
        claim.document_sha256,
        claim.value_no,
        'claim' as role,
        null as figure_key,
        claim.claim_key,
        null as indicator_key,
        null as indicator_part,
        null as fiscal_year,
        null as stage,
        null as account_code,
        null as fund,
        null as project_name,
        null as organization_unit,
        null as amount_wan,
        null as quantity,
        null as source_kind
    from claim

    union all

    select
        {{ indicator_mention_id() }} as mention_id,
        indicator.report_id,
        conformed_value.document_sha256,
        conformed_value.value_no,
        'indicator' as role,
        null as figure_key,
        null as claim_key,
        indicator.indicator_key,
        conformed_value.indicator_part,
        null as fiscal_year,
        null as stage,
        null as account_code,
        null as fund,
        null as project_name,
        null as organization_unit,
        null as amount_wan,
        null as quantity,
        null as source_kind
    from conformed_value
    inner join indicator
        on
            conformed_value.document_sha256 = indicator.document_sha256
            and conformed_value.indicator_no = indicator.indicator_no
    where conformed_value.role = 'indicator'

),

-- The words that name an indicator, which may be all that is printed of a goal.
worded as (

    select
        {{ key_of([
            'indicator.document_sha256', 'indicator.indicator_key', "'name'"
        ]) }} as mention_id,
        indicator.*
    from indicator
    where indicator.printed is not null

)

select
    mention.mention_id,
    mention.report_id,
    mention.role,
    mention.figure_key,
    mention.claim_key,
    mention.indicator_key,
    mention.indicator_part,
    mention.fiscal_year,
    mention.stage,
    mention.account_code,
    mention.fund,
    mention.project_name,
    mention.organization_unit,
    mention.amount_wan,
    mention.quantity,
    mention.source_kind,
    rule.conformed_by,
    printed_value.printed as printed_value,
    printed_value.unit as printed_unit,
    printed_value.corrected_value,
    printed_value.corrected_unit,
    printed_value.correction_key,
    printed_value.label,
    printed_value.column_label,
    printed_value.section,
    mention.document_sha256,
    printed_value.page,
    printed_value.table_no,
    printed_value.row_no,
    printed_value.column_no,
    printed_value.char_start,
    printed_value.char_end
from mention
inner join verdict on mention.report_id = verdict.report_id
inner join printed_value
    on
        mention.document_sha256 = printed_value.document_sha256
        and mention.value_no = printed_value.value_no
left join rule
    on
        mention.document_sha256 = rule.document_sha256
        and mention.value_no = rule.value_no
        and mention.role = rule.role
where verdict.status <> 'superseded'

union all

select
    worded.mention_id,
    worded.report_id,
    'indicator' as role,
    null as figure_key,
    null as claim_key,
    worded.indicator_key,
    'name' as indicator_part,
    null as fiscal_year,
    null as stage,
    null as account_code,
    null as fund,
    null as project_name,
    null as organization_unit,
    null as amount_wan,
    null as quantity,
    null as source_kind,
    worded.conformed_by,
    worded.printed as printed_value,
    null as printed_unit,
    null as corrected_value,
    null as corrected_unit,
    null as correction_key,
    worded.indicator_name as label,
    null as column_label,
    worded.section,
    worded.document_sha256,
    worded.page,
    worded.table_no,
    worded.row_no,
    worded.column_no,
    worded.char_start,
    worded.char_end
from worded
inner join verdict on worded.report_id = verdict.report_id
where verdict.status <> 'superseded'
