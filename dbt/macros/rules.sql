{#- What the rules of models/audit/rules have in common: evidence, amounts as a reader writes them, one digit changed. -#}

{#- Per key of `members` (key, figure_key): the prints of its figures, each once, in reading order, and the mentions. -#}
{% macro evidence(members, key) -%}
    select
        {{ key }},
        {{ join_text('printed_text', '; ', 'value_no') }} as printed
    from (
        select
            {{ members }}.{{ key }},
            mention.printed_text,
            min(mention.value_no) as value_no
        from {{ members }}
        inner join {{ ref('int_figure_mention') }} as mention on {{ members }}.figure_key = mention.figure_key
        group by {{ members }}.{{ key }}, mention.printed_text
    ) as print
    group by {{ key }}
{%- endmacro %}

{% macro evidence_mentions(members, key) -%}
    select
        {{ key }},
        {{ text_list('mention_id') }} as mention_ids
    from (
        select distinct
            {{ members }}.{{ key }},
            mention.mention_id
        from {{ members }}
        inner join {{ ref('int_figure_mention') }} as mention on {{ members }}.figure_key = mention.figure_key
    ) as mentioned
    group by {{ key }}
{%- endmacro %}

{#- Year, stage, fund, project and unit of a context, in Chinese and in English; `s` and `f` alias stages and funds. -#}
{% macro context_zh(c) -%}
    coalesce(cast({{ c }}.fiscal_year as {{ dbt.type_string() }}) || '年', '') || coalesce(s.stage_name, '')
    || case when {{ c }}.fund <> 'all' then '（' || f.fund_name || '）' else '' end
    || coalesce('（' || {{ c }}.project_name || '）', '')
    || coalesce('（' || {{ c }}.organization_unit || '）', '')
{%- endmacro %}

{% macro context_en(c) -%}
    coalesce(cast({{ c }}.fiscal_year as {{ dbt.type_string() }}) || ', ', '') || coalesce(s.stage_name_en, '')
    || case when {{ c }}.fund <> 'all' then ', ' || f.fund_name_en else '' end
    || coalesce(', ' || {{ c }}.project_name, '')
    || coalesce(', ' || {{ c }}.organization_unit, '')
{%- endmacro %}

{#- A context as the subject of a result. -#}
{% macro context_subject(c) -%}
    coalesce(cast({{ c }}.fiscal_year as {{ dbt.type_string() }}), '') || '/' || coalesce({{ c }}.stage, '')
    || '/' || {{ c }}.fund
    || coalesce('/' || {{ c }}.project_name, '')
    || coalesce('/' || {{ c }}.organization_unit, '')
{%- endmacro %}

{#- How many digits of two amounts differ; NULL where one has more digits than the other. -#}
{% macro digits_changed(one, other) -%}
    case
        when length({{ amount_text(one) }}) = length({{ amount_text(other) }})
            then {% for place in range(1, 16) -%}
                case when substr({{ amount_text(one) }}, {{ place }}, 1)
                    <> substr({{ amount_text(other) }}, {{ place }}, 1) then 1 else 0 end
                {%- if not loop.last %} + {% endif %}
            {%- endfor %}
    end
{%- endmacro %}

{% macro amount_text(number) -%}
    cast(cast({{ number }} as {{ type_amount() }}) as {{ dbt.type_string() }})
{%- endmacro %}

{#- Whether a text holds a match. -#}
{% macro matches_pattern(text, pattern) -%}
    {{ adapter.dispatch('matches_pattern')(text, pattern) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
    regexp_like({{ text }}, r'{{ pattern }}')
{%- endmacro %}

{% macro duckdb__matches_pattern(text, pattern) -%}
    regexp_matches({{ text }}, '{{ pattern }}')
{%- endmacro %}

{#- The texts that are there, as a list. -#}
{% macro texts_of(texts) -%}
    {{ adapter.dispatch('texts_of')(texts) }}
{%- endmacro %}

{% macro default__texts_of(texts) -%}
    array_compact(array({{ texts | join(', ') }}))
{%- endmacro %}

{% macro duckdb__texts_of(texts) -%}
    list_filter([{{ texts | join(', ') }}], lambda text: text is not null)
{%- endmacro %}

{#- The column of a rule that says what would reconcile a failing result, where its yml says that it has one. -#}
{% macro remedy_of(rule, column) -%}
    {%- set meta = graph.nodes["model." ~ project_name ~ "." ~ rule].config.meta if execute else {} -%}
    {{ column if meta.get("offers_remedy") else "cast(null as " ~ dbt.type_string() ~ ")" }}
{%- endmacro %}

{#- The Chinese statement of a rule, as its yml has it. -#}
{% macro name_of(rule) -%}
    {{ graph.nodes["model." ~ project_name ~ "." ~ rule].config.meta.name_zh if execute else "" }}
{%- endmacro %}

{#- The severity that a rule's yml gives it. -#}
{% macro severity_of(rule) -%}
    {{ graph.nodes["model." ~ project_name ~ "." ~ rule].config.meta.severity if execute else "" }}
{%- endmacro %}
