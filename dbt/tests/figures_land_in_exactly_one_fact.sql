-- Every resolved figure of a standing report version is in one fact, once.
with figure as (

    select figure.figure_key
    from {{ ref('int_figure') }} as figure
    inner join {{ ref('audit_report_verdict') }} as verdict on figure.report_id = verdict.report_id
    where verdict.status <> 'superseded'

),

fact as (

    select figure_key from {{ ref('fct_budget') }}
    union all
    select figure_key from {{ ref('fct_expenditure') }}
    union all
    select figure_key from {{ ref('fct_income') }}
    union all
    select figure_key from {{ ref('fct_resource') }}

),

counted as (

    select
        figure.figure_key,
        count(fact.figure_key) as facts
    from figure
    left join fact on figure.figure_key = fact.figure_key
    group by figure.figure_key

)

select * from counted
where facts <> 1
