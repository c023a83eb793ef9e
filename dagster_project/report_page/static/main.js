// From the address to what is shown, one way: every choice changes the address, and this follows it.
let shown = {};

async function render() {
  const state = readState();
  const isNewLanguage = shown.lang !== (state.lang ?? "zh");
  if (isNewLanguage) {
    setLanguage(state.lang);
    renderWords();
  }
  const filters = JSON.stringify([state.lang, state.by, state.base, ...FILTERS.map((name) => state[name])]);
  const isNewSelection = shown.filters !== filters;
  const isNewView = isNewSelection || shown.view !== state.view;
  shown = { lang: state.lang ?? "zh", filters, view: state.view };
  if (isNewView) {
    const reports = selected(state);
    if (isNewSelection) {
      renderFilters(state, reports);
      renderSummary(state, reports);
      renderCharts(state, reports);
    }
    await renderTables(state, reports, isNewLanguage);
  }
  await renderPanel(state);
}

function renderWords() {
  renderShell(pageName(), [
    [el("b", {}, "—"), ` ${t("missing")}${t("semicolon")}`, el("b", {}, "0"), ` ${t("zero_meaning")}`],
    t("how_made"),
    ...(data.isSplit ? [t("is_split")] : []),
    t("offline"),
  ]);
  if (data.county !== null) renderUp(t("to_counties"), data.county);
  else if (data.prefecture !== null) renderUp(t("to_prefectures"), null);
}

function pageName() {
  if (data.county !== null) return countyName(0) ?? data.county;
  return data.prefecture === null ? t("page_name") : prefectureName(data.prefecture);
}

async function start() {
  await Promise.all([loadOverview(), runLibrary("library-charts"), runLibrary("library-tables")]);
  showShell();
  buildFilters();
  buildCharts();
  watchTables();
  buildPanel();
  buildPrinting();
  startShell(render);
}

start();
