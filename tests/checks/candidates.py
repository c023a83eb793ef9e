"""A small build file that satisfies every suite: three reports of one department, each with one of everything."""

from __future__ import annotations

from pathlib import Path

import duckdb

REPORTS = ("r1", "r2", "r3")
EXPECTATIONS = Path(__file__).parents[2] / "expectations"

_FIGURE = """
    figure_key varchar, report_id varchar, county_code varchar, department_key varchar, fiscal_year integer,
    stage varchar, account_code varchar, fund varchar, project_name varchar, organization_unit varchar,
    amount_wan decimal(20, 6), mention_count integer
"""
_TABLES = f"""
create schema marts;
create schema audit;
create table marts.dim_county (county_key varchar, county_code varchar, county_name varchar, prefecture_name varchar,
    province_name varchar, valid_from integer, valid_to integer);
create table marts.dim_department (department_key varchar, county_code varchar, department_name varchar,
    department_type varchar);
create table marts.dim_year (fiscal_year integer, starts_on date, ends_on date);
create table marts.dim_account (account_code varchar, account_name varchar, account_name_en varchar,
    parent_code varchar, unit_kind varchar);
create table marts.dim_county_name (county_name_key varchar, printed_name varchar, county_key varchar);
create table marts.dim_fund (fund varchar, fund_name varchar, parent_fund varchar);
create table marts.dim_stage (stage varchar, stage_name varchar);
create table marts.fct_coverage (coverage_key varchar, report_id varchar, role varchar, left_reason varchar,
    value_count integer);
create table marts.dim_report (report_id varchar, county_code varchar, department_key varchar, fiscal_year integer,
    title varchar, published_on date, prepared_on date, self_score decimal(10, 4), grade varchar,
    document_sha256 varchar, source_name varchar, status varchar);
create table marts.fct_budget ({_FIGURE});
create table marts.fct_expenditure ({_FIGURE});
create table marts.fct_income ({_FIGURE});
create table marts.fct_resource ({_FIGURE}, quantity decimal(20, 6));
create table marts.fct_indicator (indicator_key varchar, report_id varchar, county_code varchar, department_key varchar,
    fiscal_year integer, scope varchar, level1 varchar, level2 varchar, indicator_name varchar, target_text varchar,
    actual_text varchar, target_comparator varchar, target_value decimal(28, 8), target_unit varchar,
    actual_value decimal(28, 8), actual_unit varchar, weight decimal(10, 4), score decimal(10, 4), criterion varchar,
    deviation varchar, achieved boolean, rescored decimal(10, 4));
create table marts.fct_claim (claim_key varchar, report_id varchar, fiscal_year integer, kind varchar,
    account_code varchar, stage varchar, fund varchar, project_name varchar, base varchar,
    printed_value decimal(28, 8), recomputed_value decimal(28, 8), holds boolean);
create table marts.fct_mention (mention_id varchar, report_id varchar, figure_key varchar, claim_key varchar,
    indicator_key varchar, fiscal_year integer, stage varchar, account_code varchar, fund varchar,
    project_name varchar, organization_unit varchar, amount_wan decimal(20, 6), quantity decimal(20, 6),
    printed_value varchar, printed_unit varchar, label varchar, section varchar, document_sha256 varchar,
    page integer, table_no integer, row_no integer, column_no integer, char_start integer, char_end integer);
create table marts.fct_finding (finding_key varchar, report_id varchar, rule_id varchar, severity varchar,
    message varchar, message_en varchar, printed varchar, computed varchar, difference_wan decimal(20, 6),
    mention_ids varchar[], status varchar);
create table marts.fct_superseded_figure (figure_key varchar, report_id varchar);
create table marts.fct_version_change (version_change_key varchar, report_id varchar);
create table marts.fct_decision (decision_key varchar, decision varchar, report_id varchar, rule_id varchar,
    printed_value varchar, decided_by varchar, decided_on date, reason varchar, is_applied boolean);
create table marts.mart_department_year (department_key varchar, fiscal_year integer, report_id varchar,
    income_wan decimal(20, 6), findings integer);
create table audit.audit_rule_result (rule_id varchar, report_id varchar, subject varchar, result varchar,
    severity varchar, message varchar, message_en varchar, printed varchar, computed varchar,
    difference_wan decimal(20, 6), mention_ids varchar[], is_accepted boolean);
"""
_DIMENSIONS = """
insert into marts.dim_county values ('130123-1986', '130123', '正定县', '石家庄市', '河北省', 1986, null);
insert into marts.dim_county_name values ('河北省正定县', '河北省正定县', '130123-1986');
insert into marts.dim_fund values ('all', '全部资金', null), ('general_public', '一般公共预算财政拨款', 'all');
insert into marts.dim_stage values ('initial_budget', '年初预算'), ('adjusted_budget', '全年预算'), ('final', '决算');
insert into marts.dim_department values ('d1', '130123', '正定县科学技术局', '科技');
insert into marts.dim_account values ('expenditure', '支出', 'Expenditure', null, 'money'),
    ('expenditure.project', '项目支出', 'Project expenditure', 'expenditure', 'money'),
    ('income', '收入', 'Income', null, 'money'), ('staff.actual', '实有人数', 'Staff', null, 'count');
"""


def build(path: Path, *changes: str) -> Path:
    """Write the build file, then apply SQL statements that break something."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES + _DIMENSIONS)
        for number, report in enumerate(REPORTS):
            connection.execute(_report(report, 2021 + number))
        for change in changes:
            connection.execute(change)
    return path


def _report(report: str, year: int) -> str:
    head = f"'{report}', '130123', 'd1', {year}"
    sha256 = f"md5('{report}') || md5('{report}')"
    facts = {
        "fct_budget": ("initial_budget", "expenditure", "90"),
        "fct_expenditure": ("final", "expenditure", "100"),
        "fct_income": ("final", "income", "100"),
        "fct_resource": ("final", "staff.actual", "null"),
    }
    statements = [
        f"insert into marts.dim_year values ({year}, '{year}-01-01', '{year}-12-31')",
        f"insert into marts.dim_report values ({head}, '自评报告', null, null, 95, '优', {sha256}, '{report}.txt',"
        " 'published')",
        f"insert into marts.fct_indicator values ('{report}.indicator', {head}, 'department', '产出指标', null,"
        " '培训人数', '≥20人', '25人', '>=', 20, '人', 25, '人', 10, 10, null, null, true, null)",
        f"insert into marts.fct_claim values ('{report}.claim', '{report}', {year}, 'execution_rate', 'expenditure',"
        " 'final', 'all', null, 'initial_budget', 111.11, 111.111111, true)",
        f"insert into marts.fct_coverage values ('{report}.coverage', '{report}', 'figure', null, 4)",
        f"insert into marts.mart_department_year values ('d1', {year}, '{report}', 100, 0)",
        f"insert into audit.audit_rule_result values ('A1', '{report}', 'all', 'pass', 'error', '支出不超过可用收入',"
        " 'spending within income', '100; 100', '100', 0, [], false)",
        f"insert into audit.audit_rule_result values ('B1', '{report}', 'all', 'not_testable', 'warning', '无法判断',"
        " 'not testable', null, null, null, [], false)",
    ]
    for table, (stage, account, amount) in facts.items():
        key = f"{report}.{table}"
        quantity = ", 12" if table == "fct_resource" else ""
        statements.append(
            f"insert into marts.{table} values ('{key}', {head}, '{stage}', '{account}', 'all', null, null,"
            f" {amount}, 1{quantity})"
        )
        statements.append(_mention(report, sha256, "figure_key", key))
    statements += [_mention(report, sha256, f"{kind}_key", f"{report}.{kind}") for kind in ("claim", "indicator")]
    return ";".join(statements)


def _mention(report: str, sha256: str, column: str, key: str) -> str:
    return (
        f"insert into marts.fct_mention (mention_id, report_id, {column}, printed_value, printed_unit, label,"
        f" document_sha256, char_start, char_end) values ('{key}.mention', '{report}', '{key}', '100', '万元', '支出',"
        f" {sha256}, 10, 13)"
    )
