{#- 每少 N 扣 M 分 as groups: the direction, N (a number, 一 or nothing), its unit, M. -#}
{% macro deduction_pattern() -%}
    每(少|少于|低|低于|降低|下降|减少|超|超过|超出|高|高于|高出|增加)([0-9.]+|一)?([^0-9，。,;；扣]*?)[,，]?扣([0-9.]+)分
{%- endmacro %}

{#- What tells that part of a step is deducted as a whole one: 不足10公里按10公里计. -#}
{% macro whole_steps() -%}
    不(足|满|到)[0-9一][^，。,;；]{0,8}[按以][^，。,;；]{0,8}(计|算)
{%- endmacro %}

{#- The bound beyond which a criterion gives nothing (低于86%不得分, 60%以下不得分) as groups: the direction or nothing, the
    number, its unit, (含) or nothing, 以下, 以上 or nothing. -#}
{% macro nothing_beyond() -%}
    (低于|不足|不到|未达到|未达|达不到|小于|少于|<|＜|≤|超过|超出|高于|大于|>|＞|≥)?([0-9.]+)(%|个百分点|[^0-9%，。,;；分以（(不的则]{0,4})([(（]含[)）])?(及?以下|及?以上)?的?[,，]?[^0-9，。,;；]{0,4}不(得|计)分
{%- endmacro %}

{#- What tells that the bands of a criterion end at their bounds. -#}
{% macro upper_bands() -%}
    ≤|＜|<|小于|低于|不超过|不高于|以内|以下|控制在
{%- endmacro %}

{#- What tells that a score is in proportion to what was done of the target. -#}
{% macro proportional() -%}
    ^按(完成)?(比例|率)(得|计|给)分|^按完成率(乘以|×|\*)分值|^完成率(×|\*|乘以)分值|^按(实际)?完成(比例|率)(得|计|给)分$
{%- endmacro %}

{#- Names of what is better the less of it there is, whatever direction a form prints. -#}
{% macro less_is_better() -%}
    成本|时限|时间|天数|投诉|事故|信访|变动率|调整率|结转|结余|控制率|下降|降低|偏差|差错|死亡|发病|失业|能耗
{%- endmacro %}

{#- What tells that a criterion gives full marks, or a band's, from a bound of its own. -#}
{% macro own_bound() -%}
    [0-9].{0,12}满分|[0-9]%.{0,8}(得|计)[0-9.]+分
{%- endmacro %}

{#- How far a line's score may be from what a formula gives: half a unit of its last digit, but no more than half of the
    finest score of the report, or a twentieth where that is finer: 10 for 9.66 is no rounding where others have digits. -#}
{% macro score_tolerance() -%}
    least(score_half, greatest(min(score_half) over (partition by report_id), 0.05))
{%- endmacro %}
