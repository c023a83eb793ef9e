with figure as (

    select * from {{ ref('int_figure') }}

),

claim as (

    select * from {{ ref('int_claim') }}

),

report as (

    select * from {{ ref('int_report') }}

),

year_used as (

    select fiscal_year from figure
    union
    select fiscal_year from claim
    union
    select fiscal_year from report

)

select
    fiscal_year,
    cast(cast(fiscal_year as {{ dbt.type_string() }}) || '-01-01' as date) as starts_on,
    cast(cast(fiscal_year as {{ dbt.type_string() }}) || '-12-31' as date) as ends_on
from year_used
where fiscal_year is not null
