"""The sheets of the workbook of the marts: a query each, over an attached `snapshot` and the tables of `PREPARATION`.

A column of a query is named after the mart column that it shows, whose Chinese name is its header; PLACE is the number
of the first of its places on sheet 出处, where all places of a figure, claim or indicator stand together.
"""

from __future__ import annotations

from dataclasses import dataclass

PLACE = "place_no"
PLACES = "出处"
_DECISION = "decided_by, finding.decided_on, finding.decision_reason"

# Headers of what is no column of a mart.
HEADERS = {PLACE: "出处", "rule_name": "规则", "report_status": "报告状态", "report_year": "报告年度"}

# A quarantined report's findings rest on its mentions, which stand in schema quarantine.
PREPARATION = """
create temp table report as
select
    report.*,
    county.county_name, county.prefecture_name, county.province_name,
    department.department_name, department.department_type
from snapshot.marts.dim_report as report
left join snapshot.marts.dim_county as county using (county_key)
left join snapshot.marts.dim_department as department using (department_key);

create temp view mention as
from snapshot.marts.fct_mention union all by name from snapshot.quarantine.fct_mention;

create temp table place as
select
    mention_id, figure_key, claim_key, indicator_key,
    row_number() over (
        order by report_id, coalesce(figure_key, claim_key, indicator_key), document_sha256, char_start, mention_id
    ) as place_no
from mention;

create temp table finding_place as
select finding_key, min(place.place_no) as place_no
from (select finding_key, unnest(mention_ids) as mention_id from snapshot.marts.fct_finding)
inner join place using (mention_id)
group by finding_key;
"""


@dataclass(frozen=True)
class SheetPlan:
    """A sheet: its name, the mart that it shows (whose names are its headers), its query, what the overview says of it,
    how many columns stay in sight, and the last one that is printed: what follows is codes and keys."""

    name: str
    mart: str
    query: str
    meaning: str
    frozen_columns: int = 3
    last_printed: str = PLACE


def _figures(mart: str) -> str:
    return f"""
select
    report.county_name, report.department_name, fact.fiscal_year, stage.stage_name, account.account_name,
    fund.fund_name, fact.project_name, fact.organization_unit,
    fact.* exclude (
        figure_key, report_id, county_code, department_key, fiscal_year, stage, account_code, fund, project_name,
        organization_unit
    ),
    place.place_no, fact.account_code, fact.report_id, fact.figure_key
from snapshot.marts.{mart} as fact
left join report using (report_id)
left join snapshot.marts.dim_stage as stage using (stage)
left join snapshot.marts.dim_account as account using (account_code)
left join snapshot.marts.dim_fund as fund using (fund)
left join (select figure_key, min(place_no) as place_no from place group by 1) as place using (figure_key)
order by fact.report_id, fact.fiscal_year, stage.stage_no, fact.account_code, fact.fund, fact.figure_key
"""


_DEPARTMENT_YEARS = """
select
    report.county_name, report.department_name, report.fiscal_year, report.status as report_status, mart.income_wan,
    mart.expenditure_wan, mart.basic_wan, mart.project_wan, mart.three_public_wan, mart.initial_budget_wan,
    mart.adjusted_budget_wan, mart.execution_rate, mart.self_score, mart.grade, mart.findings, mart.error_findings,
    mart.understood_share,
    mart.* exclude (
        report_id, county_code, county_name, prefecture_name, province_name, department_key, department_name,
        department_type, fiscal_year, income_wan, expenditure_wan, basic_wan, project_wan, three_public_wan,
        initial_budget_wan, adjusted_budget_wan, execution_rate, self_score, grade, findings, error_findings,
        understood_share
    ),
    report.department_type, report.prefecture_name, report.province_name, report.county_code, report.title,
    report.source_name, report.report_id
from report
left join snapshot.marts.mart_department_year as mart using (report_id)
order by report.county_code, report.department_name, report.fiscal_year, report.report_id
"""

_FINDINGS = f"""
select
    report.county_name, report.department_name, report.fiscal_year, finding.severity, rule.rule_name, finding.message,
    finding.printed, finding.computed, finding.difference_wan, finding.remedy, finding.status, finding.{_DECISION},
    place.place_no, report.status as report_status, finding.message_en, finding.remedy_en, finding.report_id,
    finding.finding_key, finding.root_finding_key
from snapshot.marts.fct_finding as finding
left join report using (report_id)
left join rule using (rule_id)
left join finding_place as place using (finding_key)
order by
    list_position(['error', 'warning', 'info'], finding.severity), finding.report_id, finding.rule_id,
    finding.finding_key
"""

_INDICATORS = """
select
    report.county_name, report.department_name, indicator.fiscal_year, indicator.level1, indicator.level2,
    indicator.indicator_name,
    indicator.* exclude (
        indicator_key, report_id, county_code, department_key, fiscal_year, level1, level2, indicator_name, section,
        document_sha256, page, table_no, row_no, char_start, char_end
    ),
    place.place_no, indicator.report_id, indicator.indicator_key
from snapshot.marts.fct_indicator as indicator
left join report using (report_id)
left join (select indicator_key, min(place_no) as place_no from place group by 1) as place using (indicator_key)
order by indicator.report_id, indicator.document_sha256, indicator.char_start, indicator.indicator_key
"""

_CLAIMS = """
select
    report.county_name, report.department_name, claim.fiscal_year, claim.kind, stage.stage_name, account.account_name,
    fund.fund_name, claim.project_name, claim.organization_unit,
    claim.* exclude (
        claim_key, report_id, fiscal_year, kind, stage, account_code, fund, project_name, organization_unit, figure_key,
        base_key
    ),
    place.place_no, claim.account_code, claim.report_id, claim.claim_key
from snapshot.marts.fct_claim as claim
left join report using (report_id)
left join snapshot.marts.dim_stage as stage using (stage)
left join snapshot.marts.dim_account as account using (account_code)
left join snapshot.marts.dim_fund as fund using (fund)
left join (select claim_key, min(place_no) as place_no from place group by 1) as place using (claim_key)
order by claim.report_id, claim.fiscal_year, claim.account_code, claim.claim_key
"""

_MENTIONS = """
select
    report.county_name, report.department_name, report.fiscal_year as report_year, mention.label, mention.column_label,
    mention.printed_value, mention.printed_unit, mention.section, mention.page, mention.table_no, mention.row_no,
    mention.column_no, mention.char_start, mention.char_end, mention.role, mention.fiscal_year, stage.stage_name,
    account.account_name, fund.fund_name,
    mention.* exclude (
        mention_id, report_id, role, figure_key, claim_key, indicator_key, fiscal_year, stage, account_code, fund,
        printed_value, printed_unit, label, column_label, section, document_sha256, page, table_no, row_no, column_no,
        char_start, char_end
    ),
    report.source_name, report.status as report_status, mention.report_id, mention.figure_key, mention.claim_key,
    mention.indicator_key, mention.mention_id, mention.document_sha256
from mention
inner join place using (mention_id)
left join report using (report_id)
left join snapshot.marts.dim_stage as stage using (stage)
left join snapshot.marts.dim_account as account using (account_code)
left join snapshot.marts.dim_fund as fund using (fund)
order by place.place_no
"""

SHEETS = (
    SheetPlan(
        "部门年度",
        "mart_department_year",
        _DEPARTMENT_YEARS,
        "每份报告一行：收支、预算、执行率、得分与问题数",
        3,
        "understood_share",
    ),
    SheetPlan("问题", "fct_finding", _FINDINGS, "报告不满足的规则，最严重的在前", 4),
    SheetPlan("预算", "fct_budget", _figures("fct_budget"), "年初预算与全年预算"),
    SheetPlan("支出", "fct_expenditure", _figures("fct_expenditure"), "支出决算、经济分类、“三公”经费、政府采购"),
    SheetPlan("收入", "fct_income", _figures("fct_income"), "收入决算、结转与结余"),
    SheetPlan("资产与人员", "fct_resource", _figures("fct_resource"), "资产、负债、房屋与人员"),
    SheetPlan("绩效指标", "fct_indicator", _INDICATORS, "绩效指标的目标、实际、权重与得分"),
    SheetPlan("推算数", "fct_claim", _CLAIMS, "报告中由别的数算出的数：增减额、比率、占比，及其复算"),
    SheetPlan(
        PLACES, "fct_mention", _MENTIONS, "每个数字印在何处：原文、章节、页、表、行、列、字符位置", 2, "fund_name"
    ),
)
