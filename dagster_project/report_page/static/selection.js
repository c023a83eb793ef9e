// Which reports and findings the filters leave.
const RATE_BANDS = ["<80", "80-90", "90-95", "95-98", "98-100", "=100", ">100", "none"];

function rateBand(rate) {
  if (rate === null) return "none";
  const value = millionths(rate) / 100n;
  const bounds = [800000n, 900000n, 950000n, 980000n, 1000000n];
  if (value === 1000000n) return "=100";
  const at = bounds.findIndex((bound) => value < bound);
  return at < 0 ? ">100" : RATE_BANDS[at];
}

const rateColumn = (state) => (state.base === "initial" ? "initial_execution_rate" : "execution_rate");
const budgetColumn = (state) => (state.base === "initial" ? "initial_budget_wan" : "adjusted_budget_wan");

// By filter: whether a report passes it. What is searched for has to stand in it word by word.
const PASSES = {
  province: (value, report) => data.reports.province_name[report] === value,
  prefecture: (value, report) => data.reports.prefecture_name[report] === value,
  county: (value, report) => data.reports.county_code[report] === value,
  type: (value, report) => data.reports.department_type[report] === value,
  year: (value, report) => String(data.reports.fiscal_year[report]) === value,
  status: (value, report) => data.reports.status[report] === value,
  severity: (value, report) => data.findingsOf[report].some((row) => data.findings.severity[row] === value),
  rule: (value, report) => data.findingsOf[report].some((row) => data.findings.rule_id[row] === value),
  rate: (value, report, state) => rateBand(data.reports[rateColumn(state)][report]) === value,
  indicator: (value, report) => data.indicatorsOf[report].some((row) => (data.indicators[value]?.[row] ?? 0) > 0),
  q: (value, report) =>
    value
      .toLowerCase()
      .split(/\s+/)
      .every((word) => data.searched[report].includes(word)),
};

// Reports that pass all filters but the one left out.
function selected(state, leftOut = null) {
  const set = FILTERS.filter((name) => state[name] && name !== leftOut);
  const chosen = [];
  for (let report = 0; report < data.count; report += 1) {
    if (set.every((name) => PASSES[name](state[name], report, state))) chosen.push(report);
  }
  return chosen;
}

// Amounts of a report that is quarantined or superseded are not added to those of others, unless it is asked for.
function counted(state, reports) {
  return reports.filter((report) => data.reports.status[report] === (state.status ?? "published"));
}

function selectedFindings(state, reports) {
  return reports
    .flatMap((report) => data.findingsOf[report])
    .filter(
      (row) =>
        (!state.severity || data.findings.severity[row] === state.severity) &&
        (!state.rule || data.findings.rule_id[row] === state.rule),
    );
}
