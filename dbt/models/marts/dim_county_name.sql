with county as (

    select * from {{ ref('int_county') }}

),

successor as (

    select * from {{ ref('int_county_successor') }}

),

-- Provinces and prefectures are printed in full, without their suffix, or not at all.
named as (

    select
        county_key,
        county_name,
        valid_to is null as is_current_name,
        province_name,
        nullif(prefecture_name, '直辖') as prefecture_name,
        {{ replace_pattern('province_name', '(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$', '') }} as province_short,
        {{ replace_pattern("nullif(prefecture_name, '直辖')", '(市|地区|盟)$', '') }} as prefecture_short
    from county

),

province_form as (

    select
        county_key,
        '' as province_part
    from named
    union
    select
        county_key,
        province_name as province_part
    from named
    union
    select
        county_key,
        province_short as province_part
    from named

),

prefecture_form as (

    select
        county_key,
        '' as prefecture_part
    from named
    union
    select
        county_key,
        prefecture_name as prefecture_part
    from named
    where prefecture_name is not null
    union
    select
        county_key,
        prefecture_short as prefecture_part
    from named
    where prefecture_name is not null

),

printed_form as (

    select
        named.county_key,
        named.is_current_name,
        province_form.province_part || prefecture_form.prefecture_part || named.county_name as printed_name
    from named
    inner join province_form on named.county_key = province_form.county_key
    inner join prefecture_form on named.county_key = prefecture_form.county_key

),

form_in_force as (

    select distinct printed_name from printed_form
    where is_current_name

),

-- A name in force wins over the same name of a division that is gone.
led as (

    select distinct
        printed_form.printed_name,
        successor.current_county_key as county_key,
        printed_form.is_current_name
    from printed_form
    inner join successor on printed_form.county_key = successor.county_key
    left join form_in_force on printed_form.printed_name = form_in_force.printed_name
    where printed_form.is_current_name or form_in_force.printed_name is null

)

select
    {{ key_of(['led.printed_name', 'led.county_key']) }} as county_name_key,
    led.printed_name,
    led.county_key,
    county.county_code,
    led.is_current_name,
    count(*) over (partition by led.printed_name) > 1 as is_ambiguous
from led
inner join county on led.county_key = county.county_key
