{#- A printed label without what changes from print to print: the year, the place, the enumeration, the intention; short
    forms are written out. What stays names the thing counted. -#}
{% macro normal_name(label) -%}
    {%- set written_out = [
        ('R&D', '研发'), ('高企', '高新技术企业'), ('规上', '规模以上'), ('规模工业', '规模以上工业'),
        ('规模以上企业', '规模以上工业企业')
    ] -%}
    {%- set left_out = '[0-9]{4}年度?|[0-9]+-[0-9]+月[，,]?|^[（(]?[0-9]+[）)、.．]|我(省|市|县|区|局)|全(省|市|县|区)|今年|年内|力争|争取' -%}
    {%- set text = namespace(sql=replace_pattern("coalesce(" ~ label ~ ", '')", "\\s", "")) -%}
    {%- for short, full in written_out -%}
        {%- set text.sql = "replace(" ~ text.sql ~ ", '" ~ short ~ "', '" ~ full ~ "')" -%}
    {%- endfor -%}
    {%- set text.sql = replace_pattern(text.sql, left_out, "") -%}
    {%- set won = "申报成功" -%}
    case
        when {{ text.sql }} like '%{{ won }}' then '新增' || replace({{ text.sql }}, '{{ won }}', '')
        else {{ text.sql }}
    end
{%- endmacro %}

{#- A normal name without what is done to the thing: 新认定高新技术企业 and 高企培育 are both about 高新技术企业. -#}
{% macro core_name(name) -%}
    {{ replace_pattern(
        name, "如|超额|已|共|完成|新增|新|增|认定|培育|任务|全年|年度|目标|数量|的", ""
    ) }}
{%- endmacro %}
