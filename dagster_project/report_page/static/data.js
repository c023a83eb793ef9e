// The overview, column by column: reports.county_name[7] is that of report 7. Texts of findings come later.
let data = null;

async function loadOverview() {
  const overview = await chunk("overview");
  const count = overview.reports.report_id.length;
  const ofReport = (rows) => {
    const lists = Array.from({ length: count }, () => []);
    rows.report.forEach((report, row) => lists[report].push(row));
    return lists;
  };
  data = {
    ...overview,
    count,
    findingsOf: ofReport(overview.findings),
    indicatorsOf: ofReport(overview.indicators),
    numberOf: new Map(overview.reports.report_id.map((id, at) => [id, at])),
    texts: null,
  };
  data.searched = Array.from({ length: count }, (_, at) => searchedText(at));
}

async function loadFindingTexts() {
  if (data.texts || !hasChunk("findings")) return;
  data.texts = await chunk("findings");
}

function searchedText(report) {
  const r = data.reports;
  return [
    r.province_name,
    r.prefecture_name,
    r.county_name,
    r.county_code,
    r.department_name,
    r.department_type,
    r.fiscal_year,
    r.title,
    r.source_name,
    r.report_id,
  ]
    .map((column) => column[report] ?? "")
    .join(" ")
    .toLowerCase();
}

// Details of a report: each table as objects.
async function loadDetails(report) {
  const details = await chunk(`report-${data.reports.report_id[report]}`);
  const objects = ({ columns, rows }) =>
    rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  for (const name of ["figures", "claims", "indicators", "places", "reasons", "versions"])
    details[name] = objects(details[name]);
  Object.assign(data.names.accounts, details.accounts);
  return details;
}

function hasDetails(report) {
  return hasChunk(`report-${data.reports.report_id[report]}`);
}

// Names of codes: [Chinese, English, …].
function nameOf(kind, code) {
  const names = data.names[kind][code];
  return names ? pick(names[0], names[1]) : code;
}

function reportName(report) {
  const r = data.reports;
  return r.department_name[report] ?? r.title[report] ?? r.source_name[report];
}

function countyName(report) {
  return data.reports.county_name[report] ?? data.reports.county_code[report];
}
