with report as (

    select * from {{ ref('int_report') }}

),

result as (

    select * from {{ ref('audit_version_result') }}

),

error_count as (

    select
        report_id,
        count(*) as errors
    from result
    where
        result = 'fail'
        and severity = 'error'
        and not coalesce(is_accepted, false)
    group by report_id

),

version as (

    select
        report.report_id,
        report.series_key,
        report.received_no,
        coalesce(error_count.errors, 0) as errors
    from report
    left join error_count on report.report_id = error_count.report_id

),

-- A version that is refused replaces nothing.
last_accepted as (

    select
        series_key,
        max(received_no) as received_no
    from version
    where errors = 0
    group by series_key

)

select
    version.report_id,
    cast(version.errors as integer) as errors,
    case
        when version.received_no < last_accepted.received_no then 'superseded'
        when version.errors > 0 then 'quarantined'
        else 'published'
    end as status
from version
left join last_accepted on version.series_key = last_accepted.series_key
