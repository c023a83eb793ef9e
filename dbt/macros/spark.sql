{#- What dbt's adapter for Spark does not do by itself. -#}

{#- The name that Spark has for a type of a contract or a seed. -#}
{% macro spark_type(data_type) -%}
    {{ {"varchar": "string", "varchar[]": "array<string>"}.get(data_type, data_type) }}
{%- endmacro %}

{#- The columns of a contract, of no row. -#}
{% macro spark__get_empty_schema_sql(columns) -%}
    select
    {%- for column in columns.values() %}
        cast(null as {{ spark_type(column.data_type) }}) as {{ column.name }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
    where false
{%- endmacro %}

{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- set sql -%}
        create table {{ this }} (
            {%- for column_name in agate_table.column_names %}
            {{ column_name }} {{ spark_type(types.get(column_name, "varchar")) }}
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        )
    {%- endset -%}
    {%- call statement("_") -%}{{ sql }}{%- endcall -%}
    {{ return(sql) }}
{%- endmacro %}

{#- Rows as literals: the adapter's own would write a missing value as the text None. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- for chunk in agate_table.rows | batch(2000) -%}
        {%- set sql -%}
            insert into {{ this }}
            select
                {%- for column_name in agate_table.column_names %}
                cast(col{{ loop.index }} as {{ spark_type(types.get(column_name, "varchar")) }})
                {%- if not loop.last %},{% endif %}
                {%- endfor %}
            from values
            {%- for row in chunk %}
            ({% for value in row %}{{ spark_literal(value) }}{% if not loop.last %}, {% endif %}{% endfor %})
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {%- endfor -%}
    {{ return("") }}
{%- endmacro %}

{% macro spark_literal(value) -%}
    {%- if value is none -%}
        null
    {%- else -%}
        '{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}
