{#- What DuckDB and Spark write differently, and nothing else is engine-specific. -#}

{#- One row per piece of a text; stands by itself in a select list. -#}
{% macro split_rows(text, separator) -%}
    {{ adapter.dispatch('split_rows')(text, separator) }}
{%- endmacro %}

{% macro default__split_rows(text, separator) -%}
    explode(split({{ text }}, '[{{ separator }}]'))
{%- endmacro %}

{% macro duckdb__split_rows(text, separator) -%}
    unnest(string_split({{ text }}, '{{ separator }}'))
{%- endmacro %}

{#- Texts of a group joined in an order. -#}
{% macro join_text(text, separator, order_by) -%}
    {{ adapter.dispatch('join_text')(text, separator, order_by) }}
{%- endmacro %}

{% macro default__join_text(text, separator, order_by) -%}
    listagg({{ text }}, '{{ separator }}') within group (order by {{ order_by }})
{%- endmacro %}

{#- DuckDB's own string_agg takes seven times as long where it has to order. -#}
{% macro duckdb__join_text(text, separator, order_by) -%}
    array_to_string(
        list_transform(
            list_sort(list(struct_pack(place := {{ order_by }}, piece := {{ text }})) filter (({{ text }}) is not null)),
            lambda placed: struct_extract(placed, 'piece')
        ),
        '{{ separator }}'
    )
{%- endmacro %}

{#- Texts of a group as a sorted list. -#}
{% macro text_list(text) -%}
    {{ adapter.dispatch('text_list')(text) }}
{%- endmacro %}

{% macro default__text_list(text) -%}
    sort_array(collect_list({{ text }}))
{%- endmacro %}

{% macro duckdb__text_list(text) -%}
    list({{ text }} order by {{ text }})
{%- endmacro %}

{#- A list of no texts, for a rule that rests on no mention. -#}
{% macro no_texts() -%}
    {{ adapter.dispatch('no_texts')() }}
{%- endmacro %}

{% macro default__no_texts() -%}
    cast(array() as array<string>)
{%- endmacro %}

{% macro duckdb__no_texts() -%}
    cast([] as varchar [])
{%- endmacro %}

{#- Every match replaced. -#}
{% macro replace_pattern(text, pattern, replacement) -%}
    {{ adapter.dispatch('replace_pattern')(text, pattern, replacement) }}
{%- endmacro %}

{% macro default__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, r'{{ pattern }}', '{{ replacement }}')
{%- endmacro %}

{% macro duckdb__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- A group of the first match; empty text where nothing matches. -#}
{% macro pattern_group(text, pattern, group_no) -%}
    {{ adapter.dispatch('pattern_group')(text, pattern, group_no) }}
{%- endmacro %}

{% macro default__pattern_group(text, pattern, group_no) -%}
    regexp_extract({{ text }}, r'{{ pattern }}', {{ group_no }})
{%- endmacro %}

{% macro duckdb__pattern_group(text, pattern, group_no) -%}
    regexp_extract({{ text }}, '{{ pattern }}', {{ group_no }})
{%- endmacro %}

{#- A cast to a decimal, NULL where it does not fit. DuckDB reads and rounds decimals of up to 18 digits in the processor's
    own integers and wider ones up to eighty times slower: what fits the narrow type, with no digit less behind the
    point, goes by it. -#}
{% macro exact_cast(number, type, narrow_type) -%}
    {{ adapter.dispatch('exact_cast')(number, type, narrow_type) }}
{%- endmacro %}

{% macro default__exact_cast(number, type, narrow_type) -%}
    try_cast({{ number }} as {{ type }})
{%- endmacro %}

{% macro duckdb__exact_cast(number, type, narrow_type) -%}
    coalesce(
        cast(try_cast({{ number }} as {{ narrow_type }}) as {{ type }}),
        try_cast({{ number }} as {{ type }})
    )
{%- endmacro %}

{#- A quotient of two decimals, rounded half away from zero to six places, without passing through a float:
    DuckDB divides decimals as doubles, so there it is done in whole millionths. NULL by nothing, or beyond the type. A
    half or a hundredth is a product instead: `* 0.5` is exact on both. -#}
{% macro divide(dividend, divisor) -%}
    {{ adapter.dispatch('divide')(dividend, divisor) }}
{%- endmacro %}

{% macro default__divide(dividend, divisor) -%}
    try_cast(
        try_divide(try_cast({{ dividend }} as decimal(28, 10)), try_cast({{ divisor }} as decimal(28, 10)))
        as decimal(20, 6)
    )
{%- endmacro %}

{% macro duckdb__divide(dividend, divisor) -%}
    try_cast(
        sign({{ dividend }}) * sign({{ divisor }})
        * cast(
            (
                2 * cast(abs(try_cast({{ dividend }} as decimal(28, 10))) * 1000000 as hugeint) * 1000000
                + cast(abs(try_cast({{ divisor }} as decimal(28, 10))) * 1000000 as hugeint)
            )
            // nullif(2 * cast(abs(try_cast({{ divisor }} as decimal(28, 10))) * 1000000 as hugeint), 0)
            as decimal(38, 0)
        )
        * cast(0.000001 as decimal(7, 6))
        as decimal(20, 6)
    )
{%- endmacro %}
