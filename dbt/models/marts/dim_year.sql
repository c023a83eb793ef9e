with year_used as (

    select distinct fiscal_year from {{ ref('int_year_use') }}

)

select
    fiscal_year,
    cast(cast(fiscal_year as {{ dbt.type_string() }}) || '-01-01' as date) as starts_on,
    cast(cast(fiscal_year as {{ dbt.type_string() }}) || '-12-31' as date) as ends_on
from year_used
