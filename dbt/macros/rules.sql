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

{#- A figure as the subject of one_value_per_figure. -#}
{% macro figure_subject(f) -%}
    coalesce(cast({{ f }}.fiscal_year as {{ dbt.type_string() }}), '')
    || '/' || {{ f }}.stage
    || '/' || {{ f }}.account_code
    || '/' || {{ f }}.fund
    || coalesce('/' || {{ f }}.project_name, '')
    || coalesce('/' || {{ f }}.organization_unit, '')
{%- endmacro %}

{#- The rule that covers an identity. -#}
{% macro rule_of_identity(i) -%}
    case
        when {{ i }}.family = 'funds' then 'funds_make_totals'
        when {{ i }}.family = 'items' then 'items_within_totals'
        when {{ i }}.family = 'units' then 'units_within_totals'
        when {{ i }}.family = 'projects' then 'projects_make_totals'
        when {{ i }}.identity_id = 'assets' then 'assets_equal_liabilities'
        when {{ i }}.account_code like 'staff.%' then 'staff_kinds_make_staff'
        else 'parts_make_totals'
    end
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

{#- Whether two neighbouring digits stand in the other order. -#}
{% macro digits_swapped(one, other) -%}
    {{ digits_changed(one, other) }} = 2
    and (
        {%- for place in range(1, 15) %}
        (
            substr({{ amount_text(one) }}, {{ place }}, 1) = substr({{ amount_text(other) }}, {{ place + 1 }}, 1)
            and substr({{ amount_text(one) }}, {{ place + 1 }}, 1) = substr({{ amount_text(other) }}, {{ place }}, 1)
            and substr({{ amount_text(one) }}, {{ place }}, 1) <> substr({{ amount_text(one) }}, {{ place + 1 }}, 1)
        )
        {%- if not loop.last %} or {% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- The one slip that makes the printed number of the required one: 'unit', 'digit' or 'transposition', else NULL.
    half_width: half a unit of the last printed digit; tolerance: how far the required number may be off. -#}
{% macro slip(printed, required, half_width, tolerance) -%}
    case
        when {{ printed }} <= 0 or {{ required }} <= 0 then null
        when
            abs({{ printed }} * 10000 - ({{ required }})) <= {{ tolerance }} + {{ half_width }} * 10000
            then 'unit'
        when
            {{ printed }} >= 1000
            and abs({{ printed }} - ({{ required }}) * 10000) <= {{ half_width }} + {{ tolerance }} * 10000
            then 'unit'
        -- Of a number of one or two digits, one digit says nothing.
        when {{ printed }} < case when coalesce({{ half_width }}, 0) = 0 then 100 else 200 * {{ half_width }} end then null
        when {{ digits_changed(printed, required) }} = 1 then 'digit'
        when {{ digits_swapped(printed, required) }} then 'transposition'
    end
{%- endmacro %}

{% macro slip_zh(slip) -%}
    case {{ slip }}
        when 'unit' then '（单位差一万倍）'
        when 'print' then '（报告另有此数）'
        when 'digit' then '（一位数字之差）'
        when 'transposition' then '（相邻两位数字颠倒）'
        when 'criterion' then '（按评分标准应得此分）'
        when 'truncated' then '（未四舍五入）'
        when 'direction' then '（增减方向相反）'
        when 'base' then '（误以本年数为基数）'
        when 'figure' then '（其余各数即相符）'
        else ''
    end
{%- endmacro %}

{% macro slip_en(slip) -%}
    case {{ slip }}
        when 'unit' then ' (a unit 10,000 times off)'
        when 'print' then ' (printed elsewhere)'
        when 'digit' then ' (one digit)'
        when 'transposition' then ' (two digits in the other order)'
        when 'criterion' then ' (as its criterion gives)'
        when 'truncated' then ' (cut off, not rounded)'
        when 'direction' then ' (the other direction)'
        when 'base' then ' (computed over the later figure)'
        when 'figure' then ' (all the others agree with that)'
        else ''
    end
{%- endmacro %}

{#- A number in as many decimals as one of that half width is printed with. -#}
{% macro as_printed(number, half_width) -%}
    cast(round({{ divide(number, '2 * ' ~ half_width) }}, 0) * 2 * {{ half_width }} as {{ type_amount() }})
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

{#- Names of what the staff and the office cost. -#}
{% macro running_costs() -%}
人员(和|及|、|与)?(公用)?经费|人员支出|公用经费|基本支出|工资福利|人员工资|(机关|机构|部门|单位|日常)(正常)?(运转|运行)
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

{#- A column of text that a rule has where its yml says so: offers_remedy, names_root. -#}
{% macro column_of(rule, column, where) -%}
    {%- set meta = graph.nodes["model." ~ project_name ~ "." ~ rule].config.meta if execute else {} -%}
    {{ column if meta.get(where) else "cast(null as " ~ dbt.type_string() ~ ")" }}
{%- endmacro %}

{#- The Chinese statement of a rule, as its yml has it. -#}
{% macro name_of(rule) -%}
    {{ graph.nodes["model." ~ project_name ~ "." ~ rule].config.meta.name_zh if execute else "" }}
{%- endmacro %}

{#- The severity that a rule's yml gives it. -#}
{% macro severity_of(rule) -%}
    {{ graph.nodes["model." ~ project_name ~ "." ~ rule].config.meta.severity if execute else "" }}
{%- endmacro %}
