// On paper a table has to stand in full: what is on the screen is only the part that is scrolled to.
const MOST_PRINTED = 300;

function printedTable() {
  const view = VIEWS.find((name) => !$(`table-${name}`).hidden);
  const made = tables[view];
  if (!made) return "";
  const rows = made.getData("active");
  const cells = view === "reports" ? printedReport : printedFinding;
  const fields =
    view === "reports"
      ? [
          "county",
          "department",
          "year",
          "status",
          "adjusted_budget_wan",
          "expenditure_wan",
          "execution_rate",
          "three_public_wan",
          "findings",
        ]
      : ["severity", "rule", "county", "department", "year", "message"];
  return el(
    "div",
    {},
    el("h2", {}, t(`view_${view}`)),
    el("p", { class: "note" }, t("amounts_in_short")),
    table(
      fields.map((name) => t(`column_${name}`)),
      rows.slice(0, MOST_PRINTED).map(cells),
    ),
    rows.length > MOST_PRINTED
      ? el("p", { class: "note" }, t("printed_rows", { n: MOST_PRINTED, all: rows.length }))
      : "",
  );
}

function printedReport(row) {
  const money = (amount) => (amount === null ? dash() : fixed(millionths(amount), 2));
  return [
    row.county ?? dash(),
    row.department,
    orDash(row.year),
    badge(row.status),
    money(row.adjusted_budget_wan),
    money(row.expenditure_wan),
    row.execution_rate === null ? dash() : `${fixed(millionths(row.execution_rate), 2)}%`,
    money(row.three_public_wan),
    tally(SEVERITIES, row.severities),
  ];
}

function printedFinding(row) {
  return [badge(row.severity), ruleName(row.rule), row.county ?? dash(), row.department, orDash(row.year), row.message];
}

// Pixels of a wide and a narrow chart on a page of A4; nothing can be scrolled there, so every row is drawn, closer.
const WIDTHS = { true: 388, false: 266 };
const UPRIGHT_HEIGHT = 250;
const PRINTED_ROW = 18;

function sizeForPaper() {
  isPrinting = true;
  drawn.forEach((chart, id) => {
    const { isWide = false } = CHARTS.find((one) => one.id === id);
    const isUpright = chart.getOption().xAxis[0].type === "category";
    chart.setOption(
      isUpright
        ? { xAxis: [{ axisLabel: { rotate: 45 } }] }
        : { yAxis: [{ axisLabel: { width: 120, overflow: "truncate" } }] },
    );
    const rows = isUpright ? 0 : chart.getOption().yAxis[0].data.length;
    const height = isUpright ? UPRIGHT_HEIGHT : Math.min(chart.getHeight(), rows * PRINTED_ROW + SCALE_HEIGHT);
    chart.getDom().style.height = `${height}px`;
    chart.resize({ width: WIDTHS[isWide], height });
    chart.getZr().flush();
  });
}

function sizeForScreen() {
  isPrinting = false;
  const state = readState();
  renderCharts(state, selected(state));
}

function buildPrinting() {
  addEventListener("beforeprint", () => {
    $("print-table").replaceChildren(printedTable());
    sizeForPaper();
  });
  addEventListener("afterprint", () => {
    $("print-table").replaceChildren();
    sizeForScreen();
  });
}
