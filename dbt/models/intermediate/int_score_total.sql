-- The lines of each scope added up, beside every score that the report prints as their total.
with line as (

    select * from {{ ref('int_score_line') }}

),

conformed_value as (

    select * from {{ ref('stg_conformed_value') }}

),

printed_value as (

    select * from {{ ref('stg_printed_value') }}

),

report as (

    select * from {{ ref('int_report') }}

),

-- A line without a weight, or beside the hundred points, may be in the total or not.
added as (

    select
        report_id,
        document_sha256,
        scope,
        count(case when is_weighted then 1 end) as lines,
        count(case when is_weighted and score is not null then 1 end) as complete_lines,
        sum(case when is_weighted then weight end) as weight_sum,
        sum(case when is_weighted then score end) as score_sum,
        coalesce(sum(case when not is_weighted then score end), 0) as loose_sum,
        count(case when not is_weighted and score is not null then 1 end) as loose_lines,
        count(case when is_weighted and indicator_name = '预算执行率' then 1 end) as execution_lines,
        {{ join_text("case when is_weighted then " ~ plain('score') ~ " end", ' + ', 'indicator_no') }} as scores,
        {{ join_text("case when is_weighted then " ~ plain('weight') ~ " end", ' + ', 'indicator_no') }} as weights
    from (
        select
            *,
            weight is not null and not is_extra as is_weighted
        from line
    ) as told_apart
    group by report_id, document_sha256, scope
    having count(case when is_weighted then 1 end) > 0

),

score_column as (

    select distinct
        conformed_value.document_sha256,
        printed_value.table_no,
        printed_value.column_no
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    where
        conformed_value.role = 'indicator'
        and conformed_value.indicator_part = 'score'

),

-- A total row that the report's own score was read from has it still.
total_row as (

    select distinct
        conformed_value.document_sha256,
        printed_value.table_no,
        printed_value.row_no
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    where conformed_value.left_reason = 'score_total'

),

total_value as (

    select
        printed_value.document_sha256,
        printed_value.table_no,
        printed_value.row_no,
        printed_value.value_no,
        printed_value.value,
        printed_value.half_unit,
        case when score_column.column_no is not null then 1 else 0 end as is_in_column,
        count(*) over row_of_total as values_of_row,
        max(case when score_column.column_no is not null then 1 else 0 end) over row_of_total as column_found
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    left join score_column
        on
            printed_value.document_sha256 = score_column.document_sha256
            and printed_value.table_no = score_column.table_no
            and printed_value.column_no = score_column.column_no
    inner join total_row
        on
            printed_value.document_sha256 = total_row.document_sha256
            and printed_value.table_no = total_row.table_no
            and printed_value.row_no = total_row.row_no
    where
        (conformed_value.left_reason = 'score_total' or conformed_value.header_field = 'self_score')
        and printed_value.value is not null
    window row_of_total as (partition by printed_value.document_sha256, printed_value.table_no, printed_value.row_no)

),

-- The total score stands in the column of the scores; where cells are merged, it is the last number of the row that is
-- not the hundred of the weights. A hundred alone says nothing of the scores.
total_score as (

    select
        *,
        row_number() over (
            partition by document_sha256, table_no, row_no
            order by
                case when is_in_column = 1 and value <> 100 then 0 when is_in_column = 1 then 1 else 2 end,
                case when value = 100 then 1 else 0 end,
                value_no desc
        ) as choice_no
    from total_value
    where column_found = 1 or values_of_row > 1 or value <> 100

),

-- A total closes the lines above it.
closed as (

    select
        total_score.document_sha256,
        line.scope,
        total_score.table_no,
        total_score.row_no,
        total_score.value,
        total_score.half_unit,
        row_number() over (
            partition by total_score.document_sha256, total_score.table_no, total_score.row_no
            order by line.table_no desc, line.row_no desc
        ) as above_no
    from total_score
    inner join line
        on
            total_score.document_sha256 = line.document_sha256
            and (
                total_score.table_no > line.table_no
                or (total_score.table_no = line.table_no and total_score.row_no > line.row_no)
            )
    where total_score.choice_no = 1

),

-- The department's own total is printed in the text as well.
stated as (

    select
        document_sha256,
        scope,
        value,
        half_unit
    from closed
    where above_no = 1

    union

    select
        conformed_value.document_sha256,
        'department' as scope,
        printed_value.value,
        printed_value.half_unit
    from conformed_value
    inner join printed_value
        on
            conformed_value.document_sha256 = printed_value.document_sha256
            and conformed_value.value_no = printed_value.value_no
    where
        conformed_value.header_field = 'self_score'
        and printed_value.value is not null

),

totals as (

    select
        document_sha256,
        scope,
        max(value) as most,
        -- What all of them leave open.
        max(value - half_unit) as lowest,
        min(value + half_unit) as highest,
        {{ join_text(plain('value'), '; ', 'value') }} as stated
    from stated
    group by document_sha256, scope

),

-- The other numbers of a total row: one of them is what the weights make.
weight_total as (

    select distinct
        closed.document_sha256,
        closed.scope,
        total_score.value
    from closed
    inner join total_score
        on
            closed.document_sha256 = total_score.document_sha256
            and closed.table_no = total_score.table_no
            and closed.row_no = total_score.row_no
            and total_score.choice_no > 1
    where closed.above_no = 1

)

select
    added.report_id,
    added.scope,
    added.lines,
    added.complete_lines,
    added.weight_sum,
    added.score_sum,
    added.loose_lines,
    added.loose_sum,
    added.execution_lines,
    weight_total.value is not null as prints_weight_sum,
    added.scores,
    added.weights,
    totals.stated,
    totals.most,
    totals.lowest,
    totals.highest,
    report.grade
from added
inner join report on added.report_id = report.report_id
left join totals on added.document_sha256 = totals.document_sha256 and added.scope = totals.scope
left join weight_total
    on
        added.document_sha256 = weight_total.document_sha256
        and added.scope = weight_total.scope
        and added.weight_sum = weight_total.value
