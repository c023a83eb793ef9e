// The tables of reports and of findings; a row leads to its report.
const VIEWS = ["reports", "findings"];
const tables = {};

// Missing values last, whichever way the column is sorted.
function byNumber(a, b, aRow, bRow, column, direction) {
  if (a === null || b === null) {
    const last = direction === "asc" ? 1 : -1;
    return a === b ? 0 : a === null ? last : -last;
  }
  return Number(a) - Number(b);
}

const byText = (a, b) => String(a ?? "").localeCompare(String(b ?? ""), "zh");
const shownText = (cell) => orDash(cell.getValue());
const shownMoney = (cell) => (cell.getValue() === null ? dash() : fixed(millionths(cell.getValue()), 2));
const shownRate = (cell) => (cell.getValue() === null ? dash() : `${fixed(millionths(cell.getValue()), 2)}%`);

// Of a superseded report only its figures are kept: nothing is said about the rest.
const unlessSuperseded = (formatter) => (cell) => (cell.getData().status === "superseded" ? "" : formatter(cell));

// Tabulator sets what a formatter returns as markup, unless it is a node.
function node(formatter) {
  return (cell) => el("span", {}, formatter(cell));
}

function column(field, formatter, options = {}) {
  return {
    title: t(`column_${field}`),
    field,
    formatter: node(formatter),
    headerTooltip: false,
    sorter: byText,
    ...options,
  };
}

function numeric(field, formatter, options = {}) {
  return column(field, formatter, {
    hozAlign: "right",
    headerHozAlign: "right",
    sorter: byNumber,
    headerSortStartingDir: "desc",
    ...options,
  });
}

function reportColumns() {
  return [
    column("county", shownText, { width: 108, responsive: 0 }),
    column("department", (cell) => reportLink(cell.getData(), cell.getValue()), {
      minWidth: 130,
      widthGrow: 3,
      responsive: 0,
    }),
    numeric("year", shownText, { width: 72, responsive: 2 }),
    column("status", (cell) => badge(cell.getValue()), { width: 104, responsive: 6 }),
    numeric("income_wan", shownMoney, { width: 112, responsive: 7 }),
    numeric("adjusted_budget_wan", shownMoney, { width: 112, responsive: 5 }),
    numeric("expenditure_wan", shownMoney, { width: 112, responsive: 3 }),
    numeric("execution_rate", unlessSuperseded(shownRate), { width: 90, responsive: 4 }),
    numeric("three_public_wan", shownMoney, { width: 104, responsive: 8 }),
    numeric(
      "indicators",
      unlessSuperseded((cell) => tally(OUTCOMES, cell.getData().outcomes)),
      {
        width: 132,
        responsive: 9,
      },
    ),
    numeric("findings", (cell) => tally(SEVERITIES, cell.getData().severities), { width: 106, responsive: 1 }),
    numeric("self_score", (cell) => (cell.getValue() === null ? dash() : grouped(cell.getValue())), {
      width: 88,
      responsive: 10,
    }),
  ];
}

function reportRow(report) {
  const r = data.reports;
  const severities = { error: 0, warning: 0, info: 0 };
  for (const row of data.findingsOf[report]) severities[data.findings.severity[row]] += 1;
  const found = outcomes([report]);
  return {
    report,
    county: countyName(report),
    department: reportName(report),
    year: r.fiscal_year[report],
    status: r.status[report],
    income_wan: r.income_wan[report],
    adjusted_budget_wan: r.adjusted_budget_wan[report],
    expenditure_wan: r.expenditure_wan[report],
    execution_rate: r.execution_rate[report],
    three_public_wan: r.three_public_wan[report],
    self_score: r.self_score[report],
    indicators: found.missed,
    outcomes: found,
    findings: severities.error * 1e6 + severities.warning * 1e3 + severities.info,
    severities,
  };
}

function findingColumns() {
  const columns = [
    column("severity", (cell) => badge(cell.getValue()), {
      width: 104,
      responsive: 0,
      sorter: (a, b) => SEVERITIES.indexOf(b) - SEVERITIES.indexOf(a),
      headerSortStartingDir: "desc",
    }),
    column("rule", (cell) => ruleName(cell.getValue()), { minWidth: 150, widthGrow: 3, responsive: 3 }),
    column("county", shownText, { width: 118, responsive: 2 }),
    column("department", (cell) => reportLink(cell.getData(), cell.getValue()), {
      minWidth: 116,
      widthGrow: 2,
      responsive: 0,
    }),
    numeric("year", shownText, { width: 76, responsive: 4 }),
  ];
  if (hasChunk("findings")) {
    columns.push(
      column("message", (cell) => el("span", { title: cell.getValue() }, cell.getValue()), {
        minWidth: 140,
        widthGrow: 7,
        responsive: 1,
      }),
      numeric("difference_wan", shownMoney, { width: 126, responsive: 5 }),
    );
  }
  return [...columns, column("decision", (cell) => t(cell.getValue()), { width: 96, responsive: 6 })];
}

function findingRow(row) {
  const f = data.findings;
  const report = f.report[row];
  return {
    report,
    finding: f.finding_key[row],
    severity: f.severity[row],
    rule: f.rule_id[row],
    county: countyName(report),
    department: reportName(report),
    year: data.reports.fiscal_year[report],
    decision: f.status[row],
    message: data.texts ? pick(data.texts.message[row], data.texts.message_en[row]) : "",
    difference_wan: data.texts ? data.texts.difference_wan[row] : null,
  };
}

function reportLink({ report, finding = null }, text) {
  return el(
    "a",
    {
      href: addressOf({ ...readState(), report: data.reports.report_id[report], finding, tab: null }),
      onclick: (event) => {
        event.preventDefault();
        openRow({ report, finding });
      },
    },
    text,
  );
}

function openRow({ report, finding = null }) {
  const id = data.reports.report_id[report];
  if (hasDetails(report)) show({ report: id, finding, tab: null });
  else location.href = `${countyPage(report)}${addressOf({ lang: readState().lang, report: id, finding })}`;
}

const countyPage = (report) =>
  `${/^\d{6}$/.test(data.reports.county_code[report] ?? "") ? data.reports.county_code[report] : "000000"}.html`;

async function renderTables(state, reports, isNewLanguage) {
  const view = VIEWS.includes(state.view) ? state.view : "reports";
  const findings = selectedFindings(state, reports);
  const sizes = { reports: reports.length, findings: findings.length };
  tabs(
    $("views"),
    VIEWS.map((name) => [name, `${t(`view_${name}`)} ${grouped(String(sizes[name]))}`]),
    view,
    (code) => show({ view: code }),
  );
  for (const name of VIEWS) $(`table-${name}`).hidden = name !== view;
  if (view === "findings") await loadFindingTexts();
  const rows = view === "findings" ? findings.map(findingRow) : reports.map(reportRow);
  const columns = view === "findings" ? findingColumns : reportColumns;
  if (!tables[view]) tables[view] = makeTable(view, columns(), rows);
  else await fillTable(tables[view], isNewLanguage || tables[view].language !== language ? columns() : null, rows);
  tables[view].language = language;
  await tables[view].ready;
}

function makeTable(view, columns, rows) {
  const made = new globalThis.Tabulator(`#table-${view}`, {
    columns,
    data: rows,
    layout: "fitColumns",
    responsiveLayout: "hide",
    height: tableHeight(rows.length),
    rowHeight: 40,
    placeholder: () => el("p", { class: "empty" }, t("table_empty")),
    columnHeaderSortMulti: false,
    resizableColumns: false,
    // Its own watch draws the rows anew as soon as they are there, and takes the focus from them.
    autoResize: false,
  });
  made.ready = new Promise((done) => made.on("tableBuilt", done));
  made.on("rowClick", (event, row) => {
    if (!event.target.closest("a")) openRow(row.getData());
  });
  return made;
}

// Fit the tables to another width.
function watchTables() {
  let width = $("tables").clientWidth;
  new ResizeObserver(() => {
    if (isPrinting || $("tables").clientWidth === width) return;
    width = $("tables").clientWidth;
    for (const name of VIEWS) if (tables[name] && !$(`table-${name}`).hidden) tables[name].redraw(true);
  }).observe($("tables"));
}

async function fillTable(made, columns, rows) {
  const sorters = made.getSorters().map(({ field, dir }) => ({ column: field, dir }));
  if (columns) made.setColumns(columns);
  else made.redraw(true); // the width may have changed while it was hidden
  made.setHeight(tableHeight(rows.length));
  await made.replaceData(rows);
  if (columns && sorters.length) made.setSort(sorters);
}

const tableHeight = (rows) => `${Math.min(Math.max(rows, 3) * 40 + 46, 640)}px`;
