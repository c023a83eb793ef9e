{#- MD5 of what a thing is: the same on every machine and in every run. A missing part is written as empty text. -#}
{% macro key_of(parts) -%}
    md5(
        {%- for part in parts %}
        coalesce(cast({{ part }} as {{ dbt.type_string() }}), '')
        {%- if not loop.last %} || '|' ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- A figure is its report and its coordinates. -#}
{% macro figure_key(report_id, fiscal_year, stage, account_code, fund, project_name, organization_unit) -%}
    {{ key_of([report_id, fiscal_year, stage, account_code, fund, project_name, organization_unit]) }}
{%- endmacro %}
