"""What the page asks of a published snapshot: reports in the order of their ids.

Facts of quarantined reports are in schema quarantine, figures of superseded ones in fct_superseded_figure: the page
shows them all, and says which is which.
"""

# The county of a report as payload.county_page names it.
_COUNTY = "case when regexp_full_match(county_code, '[0-9]{6}') then county_code else '000000' end"

# Which counties there are pages of.
COUNTIES = f"select {_COUNTY} as code, count(*) as reports from marts.dim_report group by code order by code"
REPORTS_OF = f"select {_COUNTY} as code, report_id from marts.dim_report where code in (select unnest($1)) order by all"

# What the document of a report is built from.
_BUILT = "document_sha256, built.input_hash, built.department_key, built.is_conformed"

# A hash of reports, which are all different, and of what their documents are built from. Every run asks it of every
# report: DuckDB's own, of 64 bits, takes a third of the time of a cryptographic one. The basis names DuckDB's version.
_STATE = f"bit_xor(hash(report_id, {_BUILT}))::varchar"
_REPORT_AND_BUILT = "marts.dim_report as report left join built.document as built using (document_sha256)"

# As schema built names it: no report is compared with one of another.
_DEPARTMENT = "coalesce({report}.department_key, {report}.document_sha256)"

STATES = f"select {_COUNTY} as code, {_STATE} as state from {_REPORT_AND_BUILT} group by code"

# Of each report of the counties whose codes are the first parameter, the hash of its department.
REPORT_STATES = f"""
select code, unnest(report_ids) as report_id, state
from (
    select {_COUNTY} as code, list(report_id) as report_ids, {_STATE} as state
    from {_REPORT_AND_BUILT}
    where code in (select unnest($1))
    group by code, {_DEPARTMENT.format(report="report")}
)
order by all
"""

# All else is of the reports whose ids are the first parameter.
_ASKED_FOR = "semi join (select unnest($1) as report_id) using (report_id)"

REPORTS = f"""
with wide as (
    from (from marts.mart_department_year union all by name from quarantine.mart_department_year) {_ASKED_FOR}
), expenditure as (
    from (from marts.fct_expenditure union all by name from quarantine.fct_expenditure) {_ASKED_FOR}
), vehicle as (
    select
        report_id, fiscal_year,
        max(amount_wan) filter (account_code = 'three_public.vehicle') as whole,
        sum(amount_wan) filter (account_code <> 'three_public.vehicle') as parts
    from expenditure
    where
        account_code in ('three_public.vehicle', 'three_public.vehicle.purchase', 'three_public.vehicle.operation')
        and fund = 'all' and project_name is null and organization_unit is null
    group by all
), old as (
    select
        report_id, fiscal_year,
        max(amount_wan) filter (stage = 'final' and account_code = 'income') as income_wan,
        max(amount_wan) filter (stage = 'final' and account_code = 'expenditure') as expenditure_wan,
        max(amount_wan) filter (stage = 'initial_budget' and account_code = 'expenditure') as initial_budget_wan,
        max(amount_wan) filter (stage = 'adjusted_budget' and account_code = 'expenditure') as adjusted_budget_wan,
        max(amount_wan) filter (stage = 'final' and account_code = 'three_public') as three_public_wan,
        max(amount_wan) filter (stage = 'final' and account_code = 'three_public.reception') as reception_wan
    from (from marts.fct_superseded_figure union all by name from quarantine.fct_superseded_figure) {_ASKED_FOR}
    where fund = 'all' and project_name is null and organization_unit is null
    group by all
)
select
    report.report_id, report.status, report.county_code, county.county_name, county.prefecture_name,
    county.province_name, report.department_key, department.department_name, department.department_type,
    report.fiscal_year, report.title, report.source_name, report.source_url, report.document_sha256,
    report.published_on, report.prepared_on, report.self_score, report.grade, report.printed_values,
    report.unmatched_values,
    coalesce(wide.income_wan, old.income_wan) as income_wan,
    coalesce(wide.expenditure_wan, old.expenditure_wan) as expenditure_wan,
    coalesce(wide.initial_budget_wan, old.initial_budget_wan) as initial_budget_wan,
    coalesce(wide.adjusted_budget_wan, old.adjusted_budget_wan) as adjusted_budget_wan,
    wide.execution_rate, wide.initial_execution_rate,
    coalesce(wide.three_public_wan, old.three_public_wan) as three_public_wan,
    wide.abroad_wan, coalesce(wide.vehicle_wan, vehicle.whole, vehicle.parts) as vehicle_wan,
    coalesce(wide.reception_wan, old.reception_wan) as reception_wan
from (from marts.dim_report {_ASKED_FOR}) as report
left join marts.dim_county as county using (county_key)
left join marts.dim_department as department using (department_key)
left join wide using (report_id)
left join old on old.report_id = report.report_id and old.fiscal_year = report.fiscal_year
left join vehicle on vehicle.report_id = report.report_id and vehicle.fiscal_year = report.fiscal_year
order by report.report_id
"""

FINDINGS = f"""
select
    report_id, finding_key, rule_id, severity, status, message, message_en, printed, computed, difference_wan, remedy,
    remedy_en, root_finding_key, decided_by, decided_on, decision_reason, mention_ids
from marts.fct_finding {_ASKED_FOR}
order by report_id, list_position(['error', 'warning', 'info'], severity), rule_id, subject, finding_key
"""

INDICATOR_COUNTS = f"""
select
    report_id, coalesce(level1, '') as level1,
    count(*) filter (achieved) as met,
    count(*) filter (not achieved) as missed,
    count(*) filter (achieved is null) as undecided
from (from marts.fct_indicator union all by name from quarantine.fct_indicator)
{_ASKED_FOR}
group by all
order by report_id, level1
"""

# A decision about a finding of one department and a number of another, which may be of another county: both, and what
# all their documents are built from, for whether there is the finding may follow from any of its department's.
TIED = f"""
with tied as (
    select
        decision.report_id, decision.document_sha256,
        {_DEPARTMENT.format(report="own")} as of_finding, {_DEPARTMENT.format(report="other")} as of_number
    from marts.fct_decision as decision
    left join marts.dim_report as own using (report_id)
    left join marts.dim_report as other on other.document_sha256 = decision.document_sha256
    where
        decision.report_id is not null and decision.document_sha256 is not null
        and of_finding is distinct from of_number
), made as (
    select {_DEPARTMENT.format(report="report")} as department, report_id as made_id, concat_ws(' ', {_BUILT}) as built
    from {_REPORT_AND_BUILT}
)
select distinct report_id, document_sha256, made_id, built
from (select *, unnest([of_finding, of_number]) as department from tied)
left join made using (department)
order by all
"""

# What a region was called last.
COUNTY_NAMES = "select county_code, max_by(county_name, valid_from) from marts.dim_county group by all"
_NAMES_OF = """
select left(county_code, {digits}) as code, max_by({name}, (valid_from, county_code))
from marts.dim_county group by code
"""
PREFECTURE_NAMES = _NAMES_OF.format(digits=4, name="prefecture_name")
PROVINCE_NAMES = _NAMES_OF.format(digits=2, name="province_name")

_ACCOUNTS = "select account_code, account_name, account_name_en, unit_kind from marts.dim_account where"
# Several items in one, as some report prints them: told with its details, else all pages would change for its sake.
COMPOSITE_ACCOUNTS = f"{_ACCOUNTS} account_code like 'econ.%+%' order by all"
ACCOUNTS = f"{_ACCOUNTS} account_code not like 'econ.%+%' order by all"
FUNDS = "select fund, fund_name, fund_name_en from marts.dim_fund order by all"
STAGES = "select stage, stage_name, stage_name_en from marts.dim_stage order by stage_no"

_FACTS = "fct_budget", "fct_expenditure", "fct_income", "fct_resource"
_BOTH = " union all by name ".join(f"from {schema}.{name}" for schema in ("marts", "quarantine") for name in _FACTS)

FIGURES = f"""
select
    report_id, figure_key, fiscal_year, stage, account_code, fund, project_name, organization_unit,
    coalesce(amount_wan, quantity) as amount, coalesce(is_conflict, false) as is_conflict,
    coalesce(is_corrected, false) as is_corrected
from (
    {_BOTH}
    union all by name from marts.fct_superseded_figure union all by name from quarantine.fct_superseded_figure
)
{_ASKED_FOR}
order by report_id, fiscal_year desc, account_code, stage, fund, project_name, organization_unit, figure_key
"""

CLAIMS = f"""
select
    report_id, claim_key, fiscal_year, kind, account_code, stage, fund, project_name, organization_unit, base,
    printed_value, printed_unit, recomputed_value, holds
from (from marts.fct_claim union all by name from quarantine.fct_claim)
{_ASKED_FOR}
order by report_id, holds nulls last, fiscal_year desc, account_code, kind, claim_key
"""

INDICATORS = f"""
select
    report_id, indicator_key, scope, level1, level2, indicator_name, target_text, actual_text, weight, score, rescored,
    criterion, deviation, achieved
from (from marts.fct_indicator union all by name from quarantine.fct_indicator)
{_ASKED_FOR}
order by report_id, char_start, indicator_name, indicator_key
"""

MENTIONS = f"""
select
    report_id, mention_id, coalesce(figure_key, claim_key, indicator_key) as of_key, indicator_part,
    coalesce(amount_wan, quantity) as amount, printed_value, printed_unit, corrected_value, corrected_unit, label,
    column_label, section, page, table_no, row_no, column_no, char_start, char_end
from (from marts.fct_mention union all by name from quarantine.fct_mention)
{_ASKED_FOR}
order by report_id, char_start, char_end, mention_id
"""

REASONS = f"""
select report_id, message, message_en, failing_count
from quarantine.quarantine_reason {_ASKED_FOR}
order by report_id, suite, expectation_id
"""

_CHANGE = """change, thing, fiscal_year, stage, account_code, fund, project_name, organization_unit, indicator_name,
    indicator_part, value_before, value_after, version_change_key"""

# Told to the readers of both versions: of the later one and of the one received before it.
VERSION_CHANGES = f"""
with change as (from marts.fct_version_change union all by name from quarantine.fct_version_change),
told as (
    select report_id, previous_report_id as other_id, true as is_later, {_CHANGE} from change
    union all
    select previous_report_id, report_id, false, {_CHANGE} from change
)
select * exclude (version_change_key) from told {_ASKED_FOR}
order by report_id, is_later desc, other_id, thing, fiscal_year desc, account_code, indicator_name, version_change_key
"""
