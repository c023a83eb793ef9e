// The figures at the top: what the selection comes to, and how many reports say so.
function renderSummary(state, reports) {
  const r = data.reports;
  const distinct = (column) => new Set(reports.map((report) => column[report]).filter((value) => value !== null)).size;
  const money = counted(state, reports);
  const years = reports.map((report) => r.fiscal_year[report]).filter(Boolean);
  const span = years.length ? [...new Set([Math.min(...years), Math.max(...years)])].join("–") : "—";
  const heldBack = reports.filter((report) => r.status[report] !== "published").length;
  $("summary").replaceChildren(
    tile("tile_counties", [String(distinct(r.county_code))], t("tile_counties_note", { n: distinct(r.province_name) })),
    tile(
      "tile_departments",
      [String(distinct(r.department_key))],
      t("tile_departments_note", { n: distinct(r.department_type) }),
    ),
    tile(
      "tile_reports",
      [String(reports.length)],
      t(heldBack ? "tile_reports_held" : "tile_reports_note", { span, n: heldBack }),
    ),
    spendingTile(money),
    rateTile(state, money),
    indicatorTile(reports),
    findingTile(state, reports),
  );
}

function spendingTile(reports) {
  const printed = reports.map((report) => data.reports.expenditure_wan[report]).filter((amount) => amount !== null);
  const note = t("printed_by", { n: printed.length, all: reports.length });
  return tile("tile_spending", printed.length ? spoken(total(printed)) : [null], note);
}

function rateTile(state, reports) {
  const budgets = data.reports[budgetColumn(state)];
  const both = reports.filter((report) => budgets[report] !== null && data.reports.expenditure_wan[report] !== null);
  const rate = percent(
    total(both.map((report) => data.reports.expenditure_wan[report])),
    total(both.map((report) => budgets[report])),
  );
  return tile(
    state.base === "initial" ? "tile_rate_initial" : "tile_rate",
    rate === null ? [null] : [rate, "%"],
    t("both_printed_by", { n: both.length, all: reports.length }),
  );
}

function outcomes(reports) {
  const counts = { met: 0, missed: 0, undecided: 0 };
  for (const report of reports) {
    for (const row of data.indicatorsOf[report])
      for (const kind of OUTCOMES) counts[kind] += data.indicators[kind][row];
  }
  return counts;
}

function indicatorTile(reports) {
  const { met, missed, undecided } = outcomes(reports);
  const share = percent(BigInt(met), BigInt(met + missed), 1);
  return tile(
    "tile_indicators",
    share === null ? [null] : [share, "%"],
    t("tile_indicators_note", { met, missed, undecided }),
  );
}

function findingTile(state, reports) {
  const counts = { error: 0, warning: 0, info: 0 };
  const rows = selectedFindings(state, reports);
  for (const row of rows) counts[data.findings.severity[row]] += 1;
  return tile("tile_findings", [String(rows.length)], tally(SEVERITIES, counts));
}
