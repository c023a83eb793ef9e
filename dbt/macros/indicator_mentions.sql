{#- The id of the mention of one part of an indicator line: relations conformed_value and indicator are in scope. -#}
{% macro indicator_mention_id() -%}
{{ key_of([
    'conformed_value.document_sha256', 'conformed_value.value_no', "'indicator'", 'indicator.indicator_key',
    'conformed_value.indicator_part'
]) }}
{%- endmacro %}

{#- By indicator, the mentions of some of its parts; relations indicator and conformed_value are in scope. -#}
{% macro indicator_mentions(parts) -%}
select
    indicator.indicator_key,
    {{ text_list(indicator_mention_id()) }} as mention_ids
from indicator
inner join conformed_value
    on
        indicator.document_sha256 = conformed_value.document_sha256
        and indicator.indicator_no = conformed_value.indicator_no
where
    conformed_value.role = 'indicator'
    and conformed_value.indicator_part in ('{{ parts | join("', '") }}')
group by indicator.indicator_key
{%- endmacro %}
