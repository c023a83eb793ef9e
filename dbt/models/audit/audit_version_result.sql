{% for rule in var('rules') %}
    select
        rule_id,
        report_id,
        subject,
        result,
        severity,
        message,
        message_en,
        printed,
        computed,
        difference_wan,
        mention_ids
    from {{ ref(rule) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
