{{ config(materialized='view') }}

with county_division as (

    select * from {{ ref('county_divisions') }}

)

select
    county_code || '-' || cast(valid_from as {{ dbt.type_string() }}) as county_key,
    county_code,
    county_name,
    prefecture_name,
    province_name,
    valid_from,
    valid_to,
    successor_codes
from county_division
