{#- The resolved figures of report versions that stand, of one fact; of superseded versions, those of all facts. -#}
{% macro fact_of_figures(fact=none) -%}
with figure as (

    select * from {{ ref('int_figure') }}

),

verdict as (

    select * from {{ ref('audit_report_verdict') }}

)

select
    figure.figure_key,
    figure.report_id,
    figure.county_code,
    figure.department_key,
    figure.fiscal_year,
    figure.stage,
    figure.account_code,
    figure.fund,
    figure.project_name,
    figure.organization_unit,
    figure.amount_wan,
    {%- if fact in (none, 'fct_resource') %}
    figure.quantity,
    {%- endif %}
    {%- if fact %}
    figure.is_conflict,
    figure.is_corrected,
    {%- endif %}
    figure.mention_count
from figure
inner join verdict on figure.report_id = verdict.report_id
where
    {%- if fact %}
    figure.fact = '{{ fact }}'
    and verdict.status <> 'superseded'
    {%- else %}
    verdict.status = 'superseded'
    {%- endif %}
{%- endmacro %}
