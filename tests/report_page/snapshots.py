"""Small published snapshots for the page: a published, an overspent, a quarantined and a superseded report."""

from __future__ import annotations

from pathlib import Path

import duckdb

from dagster_project.report_page.payload import Overview, details_json, read_overview
from dagster_project.report_page.sources import Sources

HOSTILE = '</script><img src=x onerror="document.title=1">{{danger}}'

_FIGURE = """figure_key varchar, report_id varchar, fiscal_year integer, stage varchar,
    account_code varchar, fund varchar,
    project_name varchar, organization_unit varchar, amount_wan decimal(20, 6)"""
_BUDGET = f"{_FIGURE}, is_conflict boolean, is_corrected boolean"
_SPLIT = {
    "mart_department_year": """report_id varchar, income_wan decimal(20, 6), expenditure_wan decimal(20, 6),
        basic_wan decimal(20, 6), project_wan decimal(20, 6), initial_budget_wan decimal(20, 6),
        adjusted_budget_wan decimal(20, 6), execution_rate decimal(20, 6), initial_execution_rate decimal(20, 6),
        three_public_wan decimal(20, 6), abroad_wan decimal(20, 6), vehicle_wan decimal(20, 6),
        reception_wan decimal(20, 6)""",
    "fct_budget": _BUDGET,
    "fct_expenditure": _BUDGET,
    "fct_income": _BUDGET,
    "fct_resource": f"{_BUDGET}, quantity decimal(20, 6)",
    "fct_superseded_figure": f"{_FIGURE}, quantity decimal(20, 6)",
    "fct_claim": """claim_key varchar, report_id varchar, fiscal_year integer, kind varchar, account_code varchar,
        stage varchar, fund varchar, project_name varchar, organization_unit varchar, base varchar,
        printed_value decimal(20, 6), printed_unit varchar, recomputed_value decimal(20, 6), holds boolean""",
    "fct_indicator": """indicator_key varchar, report_id varchar, scope varchar, level1 varchar, level2 varchar,
        indicator_name varchar, target_text varchar, actual_text varchar, weight decimal(20, 6), score decimal(20, 6),
        rescored decimal(20, 6), criterion varchar, deviation varchar, achieved boolean, char_start integer""",
    "fct_mention": """mention_id varchar, report_id varchar, figure_key varchar, claim_key varchar,
        indicator_key varchar, indicator_part varchar, amount_wan decimal(20, 6), quantity decimal(20, 6),
        printed_value varchar, printed_unit varchar, corrected_value varchar, corrected_unit varchar, label varchar,
        column_label varchar, section varchar, page integer, table_no integer, row_no integer, column_no integer,
        char_start integer, char_end integer""",
    "fct_version_change": """version_change_key varchar, report_id varchar, previous_report_id varchar, change varchar,
        thing varchar, fiscal_year integer, stage varchar, account_code varchar, fund varchar, project_name varchar,
        organization_unit varchar, indicator_name varchar, indicator_part varchar, value_before varchar,
        value_after varchar""",
}
_WHOLE = {
    "dim_county": """county_key varchar, county_code varchar, county_name varchar, prefecture_name varchar,
        province_name varchar, valid_from integer""",
    "dim_department": "department_key varchar, department_name varchar, department_type varchar",
    "dim_account": "account_code varchar, account_name varchar, account_name_en varchar, unit_kind varchar",
    "dim_fund": "fund varchar, fund_name varchar, fund_name_en varchar",
    "dim_stage": "stage varchar, stage_name varchar, stage_name_en varchar, stage_no integer",
    "dim_report": """report_id varchar, status varchar, county_code varchar,
    county_key varchar, department_key varchar,
        fiscal_year integer, title varchar, source_name varchar, source_url varchar, document_sha256 varchar,
        published_on date, prepared_on date, self_score decimal(20, 6), grade varchar, printed_values integer,
        unmatched_values integer""",
    "fct_finding": """finding_key varchar, report_id varchar, rule_id varchar, severity varchar, status varchar,
        message varchar, message_en varchar, printed varchar, computed varchar, difference_wan decimal(20, 6),
        remedy varchar, remedy_en varchar, decided_by varchar, decided_on date, decision_reason varchar,
        mention_ids varchar[], subject varchar, root_finding_key varchar""",
    "fct_decision": "decision_key varchar, report_id varchar, document_sha256 varchar",
}
_REASON = """report_id varchar, suite varchar, expectation_id varchar, message varchar, message_en varchar,
    failing_count integer"""

_ROWS = f"""
insert into marts.dim_county values
    ('k1', '430101', '甲县', '东市', '南省', 1981), ('k2', '430102', '乙县', '东市', '南省', 1981),
    ('k3', '450201', '丙区', '西市', '北省', 1981);
insert into marts.dim_department values
    ('d1', '甲县科技局', '科技'), ('d2', '乙县教育局', '教育'), ('d3', '丙区财政局', '财政');
insert into marts.dim_account values
    ('expenditure', '本年支出', 'Spending of the year', 'money'), ('income', '本年收入', 'Income of the year', 'money'),
    ('three_public.reception', '公务接待费', 'Receptions', 'money'), ('staff.actual', '实有人数', 'Staff', 'count');
insert into marts.dim_fund values ('all', '全部资金', 'All funds');
insert into marts.dim_stage values
    ('adjusted_budget', '全年预算', 'Adjusted budget', 2), ('final', '决算', 'Final accounts', 3);
insert into marts.dim_report values
    ('r1', 'published', '430101', 'k1', 'd1', 2023, '甲县科技局报告{HOSTILE}', 'a.docx', 'javascript:alert(1)', 'aa11',
     '2024-05-16', null, 97.5, '优', 200, 10),
    ('r2', 'published', '430102', 'k2', 'd2', 2022, '乙县教育局报告', 'b.docx', 'https://example.org/b', 'bb22',
     null, null, null, null, 100, 0),
    ('r3', 'quarantined', '450201', 'k3', 'd3', 2023, '丙区财政局报告', 'c.pdf', null, 'cc33',
     null, '2024-03-01', 90, '优', 50, 5),
    ('r4', 'superseded', '430101', 'k1', 'd1', 2023, '甲县科技局报告（旧）', 'd.docx', null, 'dd44',
     null, null, null, null, 10, 0);
insert into marts.mart_department_year by name (select * from (values
    ('r1', 0, 1234.567891, 1300, 94.966761, 2.5),
    ('r2', null, 8000, 7900, 101.265823, null)
) as t (report_id, income_wan, expenditure_wan, adjusted_budget_wan, execution_rate, reception_wan));
insert into quarantine.mart_department_year by name (select 'r3' as report_id,
    500 as expenditure_wan, 400 as adjusted_budget_wan);
insert into marts.fct_expenditure by name (select * from (values
    ('x1', 'r1', 2023, 'final', 'expenditure', 'all', 1234.567891, true),
    ('x2', 'r1', 2023, 'final', 'three_public.reception', 'all', 2.5, false),
    ('x3', 'r2', 2022, 'final', 'expenditure', 'all', 8000, false)
) as t (figure_key, report_id, fiscal_year, stage, account_code, fund, amount_wan, is_conflict));
insert into marts.fct_income by name (select 'i1' as figure_key, 'r1' as report_id,
    2023 as fiscal_year, 'final' as stage,
    'income' as account_code, 'all' as fund, 0 as amount_wan);
insert into marts.fct_resource by name (select 's1' as figure_key, 'r1' as report_id,
    2023 as fiscal_year, 'final' as stage,
    'staff.actual' as account_code, 'all' as fund, '{HOSTILE}' as organization_unit, 21 as quantity);
insert into quarantine.fct_expenditure by name (select 'q1' as figure_key, 'r3' as report_id, 2023 as fiscal_year,
    'final' as stage, 'expenditure' as account_code, 'all' as fund, 500 as amount_wan);
insert into marts.fct_superseded_figure by name (select 'o1' as figure_key, 'r4' as report_id, 2023 as fiscal_year,
    'final' as stage, 'expenditure' as account_code, 'all' as fund, 1200 as amount_wan);
insert into marts.fct_indicator by name (select * from (values
    ('n1', 'r1', 'department', '产出指标', '培训', '>=100人', '120人', 10, 10, true, 300),
    ('n2', 'r1', 'department', '产出指标', '下乡', '>=10次', '8次', 10, 8, false, 320),
    ('n3', 'r1', 'department', '效益指标', '满意', '提高', '有所提高', 10, 10, null, 340)
) as t (indicator_key, report_id, scope, level1, indicator_name, target_text, actual_text,
    weight, score, achieved, char_start));
insert into marts.fct_claim by name (select 'c1' as claim_key, 'r1' as report_id, 2023 as fiscal_year,
    'execution_rate' as kind, 'expenditure' as account_code, 'final' as stage, 'all' as fund,
    95 as printed_value, '%' as printed_unit, 94.966761 as recomputed_value, true as holds);
insert into marts.fct_mention by name (select * from (values
    ('m1', 'r1', 'x1', null, null, 1234.567891, '1234.567891', '支出合计', '二、支出', 2, 1, 3, 4, 120, 131),
    ('m2', 'r1', 'x1', null, null, 1243, '1243.00', '总支出{HOSTILE}', '一、概况', null, null, null, null, 50, 57),
    ('m3', 'r1', 'i1', null, null, 0, '0.00', '收入', '二、收入', 2, 1, 2, 4, 100, 104),
    ('m4', 'r1', null, 'c1', null, null, '95', '执行率', '三、执行', null, null, null, null, 200, 202),
    ('m5', 'r1', null, null, 'n1', null, '120', '培训', '四、指标', null, 2, 2, 3, 300, 303)
) as t (mention_id, report_id, figure_key, claim_key, indicator_key, amount_wan, printed_value, label, section, page,
        table_no, row_no, column_no, char_start, char_end));
insert into quarantine.fct_mention by name (select 'm9' as mention_id, 'r3' as report_id, 'q1' as figure_key,
    500 as amount_wan, '500' as printed_value, '万元' as printed_unit, '支出' as label,
    7 as char_start, 10 as char_end);
insert into marts.fct_finding by name (select * from (values
    ('f1', 'r1', 'one_value_per_figure', 'warning', '本年支出不一致{HOSTILE}', 'Spending differs',
    '1234.567891; 1243.00',
     '1234.567891', 8.432109, ['m1', 'm2'], 's1'),
    ('f2', 'r2', 'parts_make_totals', 'info', '合计不符', 'The total differs', null, null, null, [], 's2'),
    ('f3', 'r3', 'one_value_per_figure', 'error', '支出大于预算', 'Spending exceeds the budget',
    '500', '400', 100, ['m9'], 's3')
) as t (finding_key, report_id, rule_id, severity, message, message_en, printed, computed,
    difference_wan, mention_ids, subject));
update marts.fct_finding set status = 'open';
insert into marts.fct_version_change by name (select * from (values
    ('v1', 'r1', 'r4', 'changed', 'figure', 2023, 'final', 'expenditure', 'all', null, null, '1200', '1234.567891'),
    ('v2', 'r1', 'r4', 'added', 'figure', 2023, 'final', 'three_public.reception', 'all', null, null, null, '2.5'),
    ('v3', 'r1', 'r4', 'changed', 'indicator', 2023, null, null, null, '培训', 'actual', '90人', '120人')
) as t (version_change_key, report_id, previous_report_id, change, thing, fiscal_year, stage, account_code, fund,
        indicator_name, indicator_part, value_before, value_after));
insert into quarantine.quarantine_reason values ('r3', 'rule_results', 'rule_A1', '支出大于预算',
    'spending exceeds the budget', 1);
"""


def told(sources: Sources, report_ids: list[str]) -> tuple[Overview, dict[str, str]]:
    """What the page tells of reports: at once, and of each behind a click."""
    overview = read_overview(sources, {}, report_ids)
    return overview, dict(details_json(sources, overview, report_ids))


def four_reports(path: Path) -> Path:
    """r1: figures 0, missing and printed twice, with hostile text; r2: overspent; r3: quarantined; r4: superseded."""
    with duckdb.connect(str(path)) as connection:
        for schema, tables in (("marts", {**_WHOLE, **_SPLIT}), ("quarantine", _SPLIT)):
            connection.execute(f"create schema {schema}")
            for name, columns in tables.items():
                connection.execute(f"create table {schema}.{name} ({columns})")
        connection.execute(f"create table quarantine.quarantine_reason ({_REASON})")
        connection.execute(_ROWS)
    return path
