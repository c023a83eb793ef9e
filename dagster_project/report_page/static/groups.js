// How charts group reports: by region (the highest level that still tells them apart), kind of department or year.
const MOST_GROUPS = 60;

const LEVELS = [
  { name: "province", key: (report) => data.reports.province_name[report] },
  { name: "prefecture", key: (report) => data.reports.prefecture_name[report] },
  { name: "county", key: (report) => data.reports.county_code[report], label: countyName },
];
const BY_REPORT = {
  name: "report",
  key: (report) => data.reports.report_id[report],
  label: (report) => `${reportName(report)} ${data.reports.fiscal_year[report] ?? ""}`,
};
const BY = {
  type: { name: "type", key: (report) => data.reports.department_type[report] },
  year: {
    name: "year",
    key: (report) => (data.reports.fiscal_year[report] === null ? null : String(data.reports.fiscal_year[report])),
  },
};

function levelOf(state, reports) {
  if (BY[state.by]) return state[state.by] ? BY_REPORT : BY[state.by];
  const level = LEVELS.find(({ name, key }) => !state[name] && new Set(reports.map(key)).size > 1);
  return level ?? BY_REPORT;
}

// The groups of the reports given: [{key, label, reports}], and what a click on one does.
function groupsOf(state, reports) {
  const level = levelOf(state, reports);
  const groups = new Map();
  for (const report of reports) {
    const key = level.key(report);
    if (!groups.has(key)) groups.set(key, { key, label: label(level, report, key), reports: [] });
    groups.get(key).reports.push(report);
  }
  return {
    level: level.name,
    groups: [...groups.values()],
    choose: (key) => (key === null ? undefined : toggle({ ...WITHIN[level.name], [level.name]: key })),
  };
}

function label(level, report, key) {
  if (key === null) return t("unknown");
  return level.label ? level.label(report) : key;
}
