with document as (

    select * from {{ ref('stg_document') }}

),

report_header as (

    select * from {{ ref('stg_report_header') }}

),

county as (

    select * from {{ ref('int_county') }}

),

-- The division as it was in the report's year, else as it was last.
county_choice as (

    select
        report_header.document_sha256,
        county.county_key,
        county.county_code,
        county.county_name,
        county.prefecture_name,
        county.province_name,
        row_number() over (
            partition by report_header.document_sha256
            order by
                case
                    when
                        report_header.fiscal_year >= county.valid_from
                        and (report_header.fiscal_year < county.valid_to or county.valid_to is null)
                        then 0
                    else 1
                end,
                county.valid_from desc
        ) as choice_no
    from report_header
    inner join county on report_header.county_code = county.county_code

),

named as (

    select
        document.document_sha256,
        document.source_name,
        document.source_url,
        document.media_type,
        document.reader_version,
        document.character_count,
        document.received_no,
        county_choice.county_key,
        county_choice.county_code,
        county_choice.county_name,
        county_choice.prefecture_name,
        county_choice.province_name,
        report_header.department_name,
        report_header.department_stem,
        report_header.fiscal_year,
        report_header.title,
        coalesce(report_header.published_on, document.published_on) as published_on,
        report_header.prepared_on,
        report_header.self_score,
        report_header.grade,
        nullif(
            {{ replace_pattern("coalesce(report_header.department_name, report_header.department_stem)", "\\s", "") }},
            ''
        ) as bare_name
    from document
    left join report_header on document.document_sha256 = report_header.document_sha256
    left join county_choice
        on
            document.document_sha256 = county_choice.document_sha256
            and county_choice.choice_no = 1

),

-- One department, whether its name is printed with its place or without.
placed as (

    select
        *,
        case
            when county_name is null then bare_name
            else coalesce(
                    nullif(
                        replace(replace(replace(bare_name, province_name, ''), prefecture_name, ''), county_name, ''),
                        ''
                    ),
                    bare_name
                )
        end as short_name
    from named

),

keyed as (

    select
        *,
        coalesce(county_code, '000000')
        || '-' || coalesce(cast(fiscal_year as {{ dbt.type_string() }}), '0000')
        || '-' || coalesce(substr(md5(short_name), 1, 8), '00000000')
        || '-' || substr(document_sha256, 1, 8) as report_id,
        case
            when county_code is not null and short_name is not null then {{ key_of(['county_code', 'short_name']) }}
        end as department_key
    from placed

)

select
    report_id,
    case
        when department_key is not null and fiscal_year is not null
            then {{ key_of(['department_key', 'fiscal_year']) }}
        else document_sha256
    end as series_key,
    document_sha256,
    source_name,
    source_url,
    media_type,
    reader_version,
    character_count,
    received_no,
    county_key,
    county_code,
    department_key,
    department_name,
    coalesce(department_stem, short_name) as department_stem,
    fiscal_year,
    title,
    published_on,
    prepared_on,
    self_score,
    grade
from keyed
