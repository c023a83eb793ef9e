"""What each expectation is there to catch: a change to good candidates, and the expectation that must fail for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Breakage:
    """suite.expectation that must fail after `change`, the keys of the failing rows and the reports they are of."""

    fails: str
    change: str
    keys: tuple[str, ...]
    reports: tuple[str | None, ...] = ("r1",)


def _set(table: str, key_column: str, key: str, assignment: str) -> str:
    return f"update marts.{table} set {assignment} where {key_column} = '{key}'"


BREAKAGES = (
    Breakage(
        "fct_budget.stage_in_vocabulary",
        _set("fct_budget", "report_id", "r1", "stage = 'final'"),
        ("r1.fct_budget",),
    ),
    Breakage(
        "fct_budget.figure_key_unique",
        "insert into marts.fct_budget from marts.fct_budget where report_id = 'r1'",
        ("r1.fct_budget", "r1.fct_budget"),
        ("r1", "r1"),
    ),
    Breakage(
        "fct_expenditure.fund_in_vocabulary",
        _set("fct_expenditure", "report_id", "r1", "fund = '财政拨款'"),
        ("r1.fct_expenditure",),
    ),
    Breakage(
        "fct_expenditure.account_code_in_vocabulary",
        _set("fct_expenditure", "report_id", "r1", "account_code = 'spending'"),
        ("r1.fct_expenditure",),
    ),
    Breakage(
        "fct_expenditure.total_not_negative",
        _set("fct_expenditure", "report_id", "r1", "amount_wan = -0.000001"),
        ("r1.fct_expenditure",),
    ),
    Breakage(
        "fct_expenditure.amount_not_negative",
        _set("fct_expenditure", "report_id", "r1", "amount_wan = -1, account_code = 'expenditure.project'"),
        ("r1.fct_expenditure",),
    ),
    Breakage(
        "fct_income.fiscal_year_in_range",
        _set("fct_income", "report_id", "r1", "fiscal_year = 1993"),
        ("r1.fct_income",),
    ),
    Breakage(
        "fct_income.amount_wan_present",
        _set("fct_income", "report_id", "r1", "amount_wan = null"),
        ("r1.fct_income",),
    ),
    Breakage(
        "fct_income.mention_known",
        "delete from marts.fct_mention where figure_key = 'r1.fct_income'",
        ("r1.fct_income",),
    ),
    Breakage(
        "fct_income.mention_counted",
        _set("fct_income", "report_id", "r1", "mention_count = 0"),
        ("r1.fct_income",),
    ),
    Breakage(
        "fct_income.report_known",
        _set("fct_income", "report_id", "r1", "report_id = null"),
        ("r1.fct_income",),
        (None,),
    ),
    Breakage(
        "fct_resource.amount_or_quantity",
        _set("fct_resource", "report_id", "r1", "amount_wan = 12"),
        ("r1.fct_resource",),
    ),
    Breakage(
        "fct_resource.quantity_not_negative",
        _set("fct_resource", "report_id", "r1", "quantity = -1"),
        ("r1.fct_resource",),
    ),
    Breakage(
        "fct_indicator.weight_in_range",
        _set("fct_indicator", "report_id", "r1", "weight = 100.01"),
        ("r1.indicator",),
    ),
    Breakage(
        "fct_indicator.score_within_weight",
        _set("fct_indicator", "report_id", "r1", "score = 10.01"),
        ("r1.indicator",),
    ),
    Breakage(
        "fct_indicator.target_comparator_in_vocabulary",
        _set("fct_indicator", "report_id", "r1", "target_comparator = '≥'"),
        ("r1.indicator",),
    ),
    Breakage(
        "fct_claim.kind_in_vocabulary",
        _set("fct_claim", "report_id", "r1", "kind = 'growth'"),
        ("r1.claim",),
    ),
    Breakage(
        "fct_claim.base_in_vocabulary",
        _set("fct_claim", "report_id", "r1", "base = 'plan'"),
        ("r1.claim",),
    ),
    Breakage(
        "fct_mention.meaning_known",
        _set("fct_mention", "claim_key", "r1.claim", "claim_key = null"),
        ("r1.claim.mention",),
    ),
    Breakage(
        "fct_mention.figure_known",
        "delete from marts.fct_budget where report_id = 'r1'",
        ("r1.fct_budget.mention",),
    ),
    Breakage(
        "fct_mention.claim_known",
        "delete from marts.fct_claim where report_id = 'r1'",
        ("r1.claim.mention",),
    ),
    Breakage(
        "fct_mention.indicator_known",
        "delete from marts.fct_indicator where report_id = 'r1'",
        ("r1.indicator.mention",),
    ),
    Breakage(
        "fct_mention.locator_in_order",
        _set("fct_mention", "claim_key", "r1.claim", "char_end = char_start"),
        ("r1.claim.mention",),
    ),
    Breakage(
        "fct_mention.document_is_the_reports",
        _set("fct_mention", "claim_key", "r1.claim", "document_sha256 = md5('another')"),
        ("r1.claim.mention",),
    ),
    Breakage(
        "fct_finding.report_known",
        "insert into marts.fct_finding values ('f1', 'nobody', 'A1', 'error', '…', '…', null, null, null, [], 'open')",
        ("f1",),
        (None,),
    ),
    Breakage(
        "fct_decision.decision_signed",
        "insert into marts.fct_decision values ('d1', 'accept', 'r1', 'A1', null, null, '2024-05-31', '…', true)",
        ("d1",),
        (None,),
    ),
    Breakage(
        "fct_decision.decision_applied",
        "insert into marts.fct_decision values ('d1', 'accept', 'r1', 'A1', null, '王某', '2024-05-31', '…', false)",
        ("d1",),
        (None,),
    ),
    Breakage(
        "dim_report.one_current_report",
        _set("dim_report", "report_id", "r1", "fiscal_year = 2022"),
        ("r1", "r2"),
        ("r1", "r2"),
    ),
    Breakage("dim_report.self_score_in_range", _set("dim_report", "report_id", "r1", "self_score = 950"), ("r1",)),
    Breakage("dim_report.document_named", _set("dim_report", "report_id", "r1", "document_sha256 = 'abc'"), ("r1",)),
    Breakage(
        "dim_county.county_code_six_digits",
        _set("dim_county", "county_code", "130123", "county_code = '13012'"),
        ("130123-1986",),
        (None,),
    ),
    Breakage(
        "dim_county.validity_in_order",
        _set("dim_county", "county_code", "130123", "valid_to = 1985"),
        ("130123-1986",),
        (None,),
    ),
    Breakage(
        "dim_county_name.county_known",
        _set("dim_county_name", "county_key", "130123-1986", "county_key = '130123'"),
        ("河北省正定县",),
        (None,),
    ),
    Breakage(
        "dim_fund.parent_known",
        _set("dim_fund", "fund", "general_public", "parent_fund = 'public'"),
        ("general_public",),
        (None,),
    ),
    Breakage(
        "dim_stage.stage_in_vocabulary",
        _set("dim_stage", "stage", "final", "stage = '决算'"),
        ("决算",),
        (None,),
    ),
    Breakage(
        "fct_coverage.role_in_vocabulary",
        _set("fct_coverage", "report_id", "r1", "role = 'forgotten'"),
        ("r1.coverage",),
    ),
    Breakage(
        "fct_claim.fund_in_vocabulary",
        _set("fct_claim", "report_id", "r1", "fund = 'public'"),
        ("r1.claim",),
    ),
    Breakage(
        "dim_account.parent_known",
        _set("dim_account", "account_code", "expenditure.project", "parent_code = 'all'"),
        ("expenditure.project",),
        (None,),
    ),
    Breakage(
        "mart_department_year.department_year_unique",
        _set("mart_department_year", "report_id", "r1", "fiscal_year = 2022"),
        ("d1", "d1"),
        ("r1", "r2"),
    ),
    Breakage(
        "rule_results.result_in_vocabulary",
        "update audit.audit_rule_result set result = 'failed' where rule_id = 'A1' and report_id = 'r1'",
        ("all",),
        (None,),
    ),
)
