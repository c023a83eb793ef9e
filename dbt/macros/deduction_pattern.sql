{#- 每少 N 扣 M 分 as groups: the direction, N (a number, 一 or nothing), its unit, M. -#}
{% macro deduction_pattern() -%}
    每(少|少于|低|低于|降低|下降|减少|超|超过|超出|高|高于|高出|增加)([0-9.]+|一)?([^0-9，。,;；扣]*?)[,，]?扣([0-9.]+)分
{%- endmacro %}

{#- What tells that the bands of a criterion end at their bounds. -#}
{% macro upper_bands() -%}
    ≤|＜|<|小于|低于|不超过|不高于|以内|以下|控制在
{%- endmacro %}
