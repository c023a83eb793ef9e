-- Totals that a table prints below the projects that it names, where those do add up to it. Such a total is not
-- misprinted: where it is less than all project expenditure, the table names only some of the projects.
with mention as (

    select * from {{ ref('int_figure_mention') }}
    where
        amount is not null
        and organization_unit is null
        and account_code = 'expenditure.project'

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}
    where table_no is not null

),

in_table as (

    select
        mention.*,
        printed_value.table_no
    from mention
    inner join printed_value
        on
            mention.document_sha256 = printed_value.document_sha256
            and mention.value_no = printed_value.value_no

),

-- A project printed twice in a table is one project.
project as (

    select
        document_sha256,
        table_no,
        fiscal_year,
        stage,
        fund,
        project_name,
        max(amount) as amount,
        max(half_width) as half_width
    from in_table
    where project_name is not null
    group by document_sha256, table_no, fiscal_year, stage, fund, project_name

),

added as (

    select
        document_sha256,
        table_no,
        fiscal_year,
        stage,
        fund,
        sum(amount) as amount,
        sum(half_width) as half_width
    from project
    group by document_sha256, table_no, fiscal_year, stage, fund
    having count(*) >= 2

)

select
    total.mention_id,
    total.figure_key,
    total.amount
from in_table as total
inner join added
    on
        total.document_sha256 = added.document_sha256
        and total.table_no = added.table_no
        and total.stage = added.stage
        and total.fund = added.fund
        and total.fiscal_year is not distinct from added.fiscal_year
where
    total.project_name is null
    and {{ intervals_meet('total.amount', 'total.half_width', 'added.amount', 'added.half_width') }}
