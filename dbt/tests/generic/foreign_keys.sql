{#-
  Values of columns that lead nowhere: one node for all references of a model, where `relationships` takes one each.
  references: {column, to, field} each; NULL leads nowhere by right.
-#}
{% test foreign_keys(model, references) %}
    {% for reference in references %}
        select
            '{{ reference.column }}' as column_name,
            cast(child.{{ reference.column }} as {{ dbt.type_string() }}) as missing_value
        from {{ model }} as child
        left join {{ reference.to }} as parent
            on child.{{ reference.column }} = parent.{{ reference.field }}
        where child.{{ reference.column }} is not null and parent.{{ reference.field }} is null
        {% if not loop.last %} union all {% endif %}
    {% endfor %}
{% endtest %}
