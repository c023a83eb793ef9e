// The filters: each offers what the others leave, with how many reports that is.
const SELECTS = [
  ["province", (report) => data.reports.province_name[report]],
  ["prefecture", (report) => data.reports.prefecture_name[report]],
  ["county", (report) => data.reports.county_code[report]],
  ["type", (report) => data.reports.department_type[report]],
  ["year", (report) => data.reports.fiscal_year[report]],
  ["status", (report) => data.reports.status[report]],
  ["severity", (report) => new Set(data.findingsOf[report].map((row) => data.findings.severity[row]))],
];
// What lies within it is given up with it.
const WITHIN = { province: { prefecture: null, county: null }, prefecture: { county: null } };

function buildFilters() {
  const search = el("input", { type: "search", id: "filter-q", autocomplete: "off" });
  searchAsTyped(search);
  const field = (name, control) =>
    el("label", { class: `field ${name}` }, el("span", { "data-text": `filter_${name}` }), control);
  // On a telephone they would fill the screen.
  $("filter-box").open = innerWidth > 640;
  $("filter-form").addEventListener("submit", (event) => event.preventDefault());
  $("filter-form").replaceChildren(
    field("q", search),
    ...SELECTS.map(([name]) =>
      field(
        name,
        el("select", {
          id: `filter-${name}`,
          onchange: (event) => show({ ...WITHIN[name], [name]: event.target.value }),
        }),
      ),
    ),
  );
}

function renderFilters(state, reports) {
  const search = $("filter-q");
  search.placeholder = t("search_hint");
  if (document.activeElement !== search) search.value = state.q ?? "";
  for (const [name, valuesOf] of SELECTS) fillSelect(name, valuesOf, state);
  $("chips").replaceChildren(
    el(
      "b",
      { id: "count" },
      t("of_reports", { shown: grouped(String(reports.length)), all: grouped(String(data.count)) }),
    ),
    ...FILTERS.filter((name) => state[name]).map((name) => chip(name, state[name])),
    isFiltered(state)
      ? el(
          "button",
          {
            type: "button",
            class: "plain",
            id: "reset",
            onclick: () => show(Object.fromEntries(FILTERS.map((name) => [name, null]))),
          },
          t("reset"),
        )
      : "",
  );
}

function fillSelect(name, valuesOf, state) {
  const counts = new Map();
  for (const report of selected(state, name)) {
    const value = valuesOf(report);
    for (const one of value instanceof Set ? value : [value]) {
      if (one !== null) counts.set(String(one), (counts.get(String(one)) ?? 0) + 1);
    }
  }
  if (state[name] && !counts.has(state[name])) counts.set(state[name], 0);
  const options = [...counts]
    .sort(optionOrder(name))
    .map(([value, count]) =>
      el("option", { value, selected: value === state[name] }, `${valueName(name, value)} (${count})`),
    );
  const select = $(`filter-${name}`);
  select.replaceChildren(el("option", { value: "" }, t("all")), ...options);
  select.classList.toggle("set", Boolean(state[name]));
}

function optionOrder(name) {
  const fixedOrder = { severity: SEVERITIES, status: STATUSES }[name];
  if (fixedOrder) return ([a], [b]) => fixedOrder.indexOf(a) - fixedOrder.indexOf(b);
  if (name === "year") return ([a], [b]) => b - a;
  // Provinces and prefectures in the official order, which is that of the reports; departments by their number.
  return name === "type" ? ([, a], [, b]) => b - a : () => 0;
}

function chip(name, value) {
  const text = `${t(`filter_${name}`)}${t("colon")}${valueName(name, value)}`;
  return el(
    "button",
    {
      type: "button",
      class: "chip",
      title: t("remove_filter"),
      onclick: () => show({ ...WITHIN[name], [name]: null }),
    },
    text,
    el("i", { "aria-hidden": "true" }, "×"),
  );
}

let countyNames = null;
function valueName(name, value) {
  if (name === "county") {
    countyNames ??= new Map(data.reports.county_code.map((code, at) => [code, data.reports.county_name[at]]));
    return countyNames.get(value) ?? value;
  }
  if (name === "rule") return ruleName(value);
  if (name === "rate") return bandName(value);
  return ["status", "severity", "indicator"].includes(name) && TEXTS[value] ? t(value) : value;
}

function bandName(band) {
  return band === "none" ? t("not_printed") : band.replace("-", "–").replace(/(\d)$/, "$1%");
}

function ruleName(rule) {
  const names = data.names.rules[rule];
  return names ? `${names[2]} ${pick(names[0], names[1])}` : rule;
}
