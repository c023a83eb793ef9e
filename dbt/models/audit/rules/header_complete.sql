-- 报告的县、部门和年度都能确定。
-- Every report says which county, department and fiscal year it is about.
-- Severity: error. Tolerance: none.
with report as (

    select * from {{ ref('int_report') }}

),

checked as (

    select
        report_id,
        county_code is null as no_county,
        department_key is null as no_department,
        fiscal_year is null as no_year
    from report

),

described as (

    select
        *,
        case when no_county then '县 ' else '' end
        || case when no_department then '部门 ' else '' end
        || case when no_year then '年度 ' else '' end as missing,
        case when no_county then 'county ' else '' end
        || case when no_department then 'department ' else '' end
        || case when no_year then 'fiscal year ' else '' end as missing_en
    from checked

)

select
    'header_complete' as rule_id,
    report_id,
    'header' as subject,
    case when missing = '' then 'pass' else 'fail' end as result,
    'error' as severity,
    case when missing <> '' then '报告的以下信息无法确定：' || replace(trim(missing), ' ', '、') end as message,
    case
        when
            missing_en <> ''
            then 'The report does not tell: '
                || replace(replace(trim(missing_en), 'fiscal year', 'fiscal_year'), ' ', ', ')
    end as message_en,
    cast(null as {{ dbt.type_string() }}) as printed,
    cast(null as {{ dbt.type_string() }}) as computed,
    cast(null as {{ type_amount() }}) as difference_wan,
    {{ no_texts() }} as mention_ids
from described
