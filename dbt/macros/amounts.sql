{#- Exact decimals: a printed value, an amount in 万元 (or a quantity), half a unit of the last printed digit.

A product of a value and a unit's factor (14, 4) has to fit 38 digits, and DuckDB computes it in as many only where a
factor has more than 18: a printed 万亿元 must not stop a run. -#}

{% macro type_value() -%}decimal(24, 8){%- endmacro %}

{% macro type_amount() -%}decimal(20, 6){%- endmacro %}

{% macro type_half_width() -%}decimal(24, 10){%- endmacro %}

{#- The number that a text is, an amount, and a half width, from what has more digits than it: NULL beyond the type. -#}
{% macro value_of(text) -%}{{ exact_cast(text, type_value(), 'decimal(18, 8)') }}{%- endmacro %}

{% macro amount_of(number) -%}{{ exact_cast(number, type_amount(), 'decimal(18, 12)') }}{%- endmacro %}

{% macro half_width_of(number) -%}{{ exact_cast(number, type_half_width(), 'decimal(18, 14)') }}{%- endmacro %}

{#- Half a unit of the last digit of a plain decimal text: '12.34' gives 0.005, '12' gives 0.5. -#}
{% macro half_unit(value_text) -%}
    case
        {%- for places in range(1, 9) %}
        when {{ value_text }} like '%.{{ '_' * places }}' then cast(0.{{ '0' * places }}5 as decimal(20, 10))
        {%- endfor %}
        when {{ value_text }} like '%.%' then cast(0.000000001 as decimal(20, 10))
        when {{ value_text }} is not null then cast(0.5 as decimal(20, 10))
    end
{%- endmacro %}

{#- How far a printed number may be from what it stands for: half a unit of its last digit; where the words before it
    say that it is rough (约, 近, 逾), a whole unit of the last digit that is no nought: 约120 gives 10. -#}
{% macro printed_half(value) -%}
    case
        when not coalesce({{ matches_pattern(value ~ '.label', rough_words()) }}, false) then {{ value }}.half_unit
        when {{ value }}.half_unit < 0.5 then 2 * {{ value }}.half_unit
        when {{ value }}.value % 1000 = 0 then 1000
        when {{ value }}.value % 100 = 0 then 100
        when {{ value }}.value % 10 = 0 then 10
        else 1
    end
{%- endmacro %}

{% macro rough_words() -%}
    (^|[^节签预公合制集条履违契租邀最附临靠邻])(约|大约|约为|约占|近|将近|接近|逾)$
{%- endmacro %}

{#- A decimal as a reader writes it, without trailing zeros: 7277.440000 gives 7277.44. -#}
{% macro plain(number) -%}
    trim(trailing '.' from trim(trailing '0' from cast(cast({{ number }} as {{ type_amount() }}) as {{ dbt.type_string() }})))
{%- endmacro %}

{#- A number as printed, with what an officer corrected it to beside it. -#}
{% macro print_of(value, fallback_unit="''") -%}
    {{ value }}.printed || coalesce({{ value }}.unit, {{ fallback_unit }}, '')
    || coalesce(
        '（更正为' || {{ value }}.corrected_value || coalesce({{ value }}.corrected_unit, {{ value }}.unit, {{ fallback_unit }}, '')
        || '）',
        ''
    )
{%- endmacro %}

{#- Whether two printed numbers can be one: their intervals, each plus or minus its half width, meet. -#}
{% macro intervals_meet(one, half_of_one, other, half_of_other) -%}
    abs({{ one }} - ({{ other }})) <= {{ half_of_one }} + {{ half_of_other }}
{%- endmacro %}
