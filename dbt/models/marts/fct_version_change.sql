with report as (

    select * from {{ ref('int_report') }}

),

figure as (

    select * from {{ ref('int_figure') }}

),

indicator as (

    select * from {{ ref('int_indicator') }}

),

-- A version and the one received before it.
version as (

    select
        report_id,
        lag(report_id) over (partition by series_key order by received_no) as previous_report_id
    from report

),

pair as (

    select * from version
    where previous_report_id is not null

),

-- What a figure is, whichever version prints it.
described_figure as (

    select
        report_id,
        {{ key_of([
            'fiscal_year', 'stage', 'account_code', 'fund', 'project_name', 'organization_unit'
        ]) }} as thing_key,
        'figure' as thing,
        fiscal_year,
        stage,
        account_code,
        fund,
        project_name,
        organization_unit,
        cast(null as {{ dbt.type_string() }}) as indicator_name,
        cast(null as {{ dbt.type_string() }}) as indicator_part,
        {{ plain('amount') }} as value
    from figure

),

numbered_indicator as (

    select
        *,
        row_number() over (
            partition by report_id, scope, level1, level2, indicator_name order by indicator_no
        ) as occurrence_no
    from indicator

),

{% set parts = {
    'target': "coalesce(target_text, " ~ plain('target_value') ~ ")",
    'actual': "coalesce(actual_text, " ~ plain('actual_value') ~ ")",
    'weight': plain('weight'),
    'score': plain('score')
} %}
described_indicator as (

    {% for part, value in parts.items() %}
        select
            report_id,
            {{ key_of([
                'scope', 'level1', 'level2', 'indicator_name', 'occurrence_no', "'" ~ part ~ "'"
            ]) }} as thing_key,
            'indicator' as thing,
            fiscal_year,
            cast(null as {{ dbt.type_string() }}) as stage,
            cast(null as {{ dbt.type_string() }}) as account_code,
            cast(null as {{ dbt.type_string() }}) as fund,
            case when scope <> 'department' then scope end as project_name,
            cast(null as {{ dbt.type_string() }}) as organization_unit,
            indicator_name,
            '{{ part }}' as indicator_part,
            {{ value }} as value
        from numbered_indicator
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

thing as (

    select * from described_figure
    where value is not null

    union all

    select * from described_indicator
    where value is not null

),

after as (

    select
        pair.report_id as version_id,
        pair.previous_report_id,
        thing.*
    from pair
    inner join thing on pair.report_id = thing.report_id

),

before as (

    select
        pair.report_id as version_id,
        pair.previous_report_id,
        thing.*
    from pair
    inner join thing on pair.previous_report_id = thing.report_id

),

compared as (

    select
        coalesce(after.version_id, before.version_id) as report_id,
        coalesce(after.previous_report_id, before.previous_report_id) as previous_report_id,
        coalesce(after.thing_key, before.thing_key) as thing_key,
        coalesce(after.thing, before.thing) as thing,
        coalesce(after.fiscal_year, before.fiscal_year) as fiscal_year,
        coalesce(after.stage, before.stage) as stage,
        coalesce(after.account_code, before.account_code) as account_code,
        coalesce(after.fund, before.fund) as fund,
        coalesce(after.project_name, before.project_name) as project_name,
        coalesce(after.organization_unit, before.organization_unit) as organization_unit,
        coalesce(after.indicator_name, before.indicator_name) as indicator_name,
        coalesce(after.indicator_part, before.indicator_part) as indicator_part,
        before.value as value_before,
        after.value as value_after
    from after
    full outer join before
        on
            after.version_id = before.version_id
            and after.thing = before.thing
            and after.thing_key = before.thing_key

)

select
    {{ key_of(['report_id', 'previous_report_id', 'thing', 'thing_key']) }} as version_change_key,
    report_id,
    previous_report_id,
    case
        when value_before is null then 'added'
        when value_after is null then 'removed'
        else 'changed'
    end as change,
    thing,
    fiscal_year,
    stage,
    account_code,
    fund,
    project_name,
    organization_unit,
    indicator_name,
    indicator_part,
    value_before,
    value_after
from compared
where value_before is distinct from value_after
