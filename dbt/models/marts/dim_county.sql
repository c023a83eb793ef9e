with county as (

    select * from {{ ref('int_county') }}

)

select
    county_key,
    county_code,
    county_name,
    prefecture_name,
    province_name,
    valid_from,
    valid_to
from county
