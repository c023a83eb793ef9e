with report as (

    select * from {{ ref('int_report') }}

),

department_type as (

    select * from {{ ref('department_types') }}

),

-- The name as the first report received prints it, so that a later one changes nothing.
named as (

    select
        *,
        row_number() over (partition by department_key order by received_no) as name_no
    from report
    where department_key is not null

),

department as (

    select
        department_key,
        county_code,
        department_stem,
        coalesce(department_name, department_stem) as department_name
    from named
    where name_no = 1

),

typed as (

    select
        department.department_key,
        department_type.department_type,
        row_number() over (
            partition by department.department_key
            order by
                department_type.priority asc, length(department_type.keyword) desc, department_type.keyword asc
        ) as type_no
    from department
    inner join department_type on position(department_type.keyword in department.department_stem) > 0

)

select
    department.department_key,
    department.county_code,
    department.department_name,
    coalesce(typed.department_type, '其他') as department_type
from department
left join typed on department.department_key = typed.department_key and typed.type_no = 1
