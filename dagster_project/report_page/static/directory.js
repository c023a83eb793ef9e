// The index where there is too much for one: provinces and their prefectures, each with a page of its own.
const SUMS = ["counties", "reports", ...SEVERITIES];
let prefectures = null; // [{code, name, province, counties: [{code, name, reports, error, …, searched}]}, …]

async function loadDirectory() {
  const { counties, prefectures: names, provinces } = await chunk("directory");
  const found = new Map();
  counties.code.forEach((code, at) => {
    const prefecture = code.slice(0, 4);
    const name = names[prefecture] ?? null;
    const province = provinces[code.slice(0, 2)] ?? null;
    if (!found.has(prefecture)) found.set(prefecture, { code: prefecture, name, province, counties: [] });
    const county = Object.fromEntries(Object.entries(counties).map(([column, cells]) => [column, cells[at]]));
    const own = `${county.name ?? ""} ${code}`.toLowerCase();
    found.get(prefecture).counties.push({ ...county, own, searched: `${province ?? ""} ${name ?? ""} ${own}` });
  });
  prefectures = [...found.values()];
}

// Who comes up from a county is looking for its prefecture.
function goOn() {
  const given = new URLSearchParams(location.hash.slice(1));
  const prefecture = prefectures.find(({ code }) => code === given.get("of")?.slice(0, 4));
  if (prefecture) location.replace(regionPage(prefecture.code, given.get("lang")));
  return Boolean(prefecture);
}

const regionPage = (code, lang) => `${code}.html${lang === "en" ? "#lang=en" : ""}`;

function renderDirectory() {
  const state = readState();
  setLanguage(state.lang);
  renderShell(t("page_name"), [t("is_directory"), t("offline")]);
  const words = (state.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const chosen = prefectures.filter(({ counties }) => counties.some((county) => matches(county, words)));
  renderSearch(state, chosen.length);
  const sums = sumsOf(chosen);
  const provinces = groupedBy(chosen, ({ code }) => code.slice(0, 2));
  const counted = (number) => [grouped(String(number))];
  const findings = SEVERITIES.reduce((sum, name) => sum + sums[name], 0);
  $("summary").replaceChildren(
    tile("tile_prefectures", counted(chosen.length), t("tile_counties_note", { n: provinces.size })),
    tile("tile_counties", counted(sums.counties), ""),
    tile("tile_reports", counted(sums.reports), ""),
    tile("tile_findings", counted(findings), findings ? tally(SEVERITIES, sums) : ""),
  );
  $("directory").replaceChildren(
    chosen.length ? directoryTable([...provinces.values()], words, state.lang) : el("p", { class: "empty" }, t("table_empty")),
  );
}

const matches = (county, words) => words.every((word) => county.searched.includes(word));

function renderSearch(state, count) {
  const search = $("filter-q");
  search.placeholder = t("directory_hint");
  if (document.activeElement !== search) search.value = state.q ?? "";
  $("chips").replaceChildren(
    el(
      "b",
      { id: "count" },
      t("of_prefectures", { shown: grouped(String(count)), all: grouped(String(prefectures.length)) }),
    ),
  );
}

function groupedBy(all, keyOf) {
  const groups = new Map();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

function sumsOf(prefectures) {
  const counties = prefectures.flatMap((prefecture) => prefecture.counties);
  const sum = (name) => counties.reduce((before, county) => before + county[name], 0);
  return { ...Object.fromEntries(SUMS.slice(1).map((name) => [name, sum(name)])), counties: counties.length };
}

function directoryTable(provinces, words, lang) {
  const heads = SUMS.map((name) =>
    el("th", { scope: "col", class: "number" }, SEVERITIES.includes(name) ? severityHead(name) : t(`column_${name}`)),
  );
  return el(
    "table",
    { class: "directory-table" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("column_prefecture")), heads)),
    provinces.map((prefectures) =>
      el(
        "tbody",
        {},
        el(
          "tr",
          { class: "family" },
          el("th", { scope: "rowgroup" }, regionName(prefectures[0].code, prefectures[0].province)),
          sumCells(prefectures),
        ),
        prefectures.map((prefecture) => prefectureRow(prefecture, words, lang)),
      ),
    ),
  );
}

function severityHead(name) {
  return el(
    "span",
    { class: `badge ${name}`, title: t(name) },
    el("i", { "aria-hidden": "true" }, SHAPES[name]),
    el("span", { class: "word" }, t(name)),
  );
}

function sumCells(prefectures) {
  const sums = sumsOf(prefectures);
  return SUMS.map((name) =>
    el("td", { class: sums[name] ? "number" : "number zero" }, grouped(String(sums[name]))),
  );
}

// With the counties that were searched for, where it is not the prefecture itself that was.
function prefectureRow(prefecture, words, lang) {
  const sought = prefecture.counties.filter(
    (county) => matches(county, words) && words.some((word) => county.own.includes(word)),
  );
  return el(
    "tr",
    {},
    el(
      "th",
      { scope: "row" },
      el("a", { href: regionPage(prefecture.code, lang) }, regionName(prefecture.code, prefecture.name)),
      " ",
      el("small", { class: "faint" }, prefecture.code),
      sought.length
        ? el(
            "span",
            { class: "within faint" },
            sought.map(({ code, name }) => el("a", { href: regionPage(code, lang) }, regionName(code, name))),
          )
        : "",
    ),
    sumCells([prefecture]),
  );
}

async function startDirectory() {
  await loadDirectory();
  if (goOn()) return;
  showShell();
  searchAsTyped($("filter-q"));
  $("filter-form").addEventListener("submit", (event) => event.preventDefault());
  startShell(renderDirectory);
}

startDirectory();
