with recursive county as (

    select * from {{ ref('int_county') }}

),

listed_successor as (

    select
        county_key,
        valid_to,
        {{ split_rows('successor_codes', ';') }} as successor_code
    from county
    where valid_to is not null and successor_codes is not null

),

-- A year in brackets marks an area that left earlier: the division itself went on.
step as (

    select
        listed_successor.county_key,
        successor.county_key as successor_key
    from listed_successor
    inner join county as successor
        on
            listed_successor.successor_code = successor.county_code
            and listed_successor.valid_to >= successor.valid_from
            and (listed_successor.valid_to < successor.valid_to or successor.valid_to is null)

),

-- Each step leads to a later division, so there is no circle and a path ends.
path as (

    select
        county_key,
        county_key as successor_key
    from county

    union all

    select
        path.county_key,
        step.successor_key
    from path
    inner join step on path.successor_key = step.county_key

)

select distinct
    path.county_key,
    path.successor_key as current_county_key
from path
inner join county as current_county on path.successor_key = current_county.county_key
where current_county.valid_to is null
