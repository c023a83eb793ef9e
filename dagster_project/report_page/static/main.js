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
  document.body.dataset.rendered = location.hash || "#";
}

function renderWords() {
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", t(element.dataset.label));
  const county = data.county === null ? null : (countyName(0) ?? data.county);
  $("page-name").textContent = county ?? t("page_name");
  document.title = `${t("wordmark")} · ${county ?? t("page_name")}`;
  $("to-index").hidden = data.county === null;
  $("language").textContent = t("other_language");
  $("language").lang = language === "en" ? "zh-CN" : "en";
  renderFooter();
}

function renderFooter() {
  const licences = el(
    "details",
    {
      id: "licences",
      ontoggle: async (event) => {
        const text = event.target.querySelector("pre");
        if (event.target.open && !text.textContent) text.textContent = await unpacked("licences");
      },
    },
    el("summary", {}, t("licences")),
    el("pre", {}),
  );
  $("footer").replaceChildren(
    el("p", {}, el("b", {}, "—"), ` ${t("missing")}${t("semicolon")}`, el("b", {}, "0"), ` ${t("zero_meaning")}`),
    el("p", {}, t("how_made")),
    data.isSplit ? el("p", {}, t("is_split")) : "",
    el("p", {}, t("offline")),
    licences,
  );
}

// One after the other: a choice that is made while another is being shown waits for it.
let queue = Promise.resolve();
function follow() {
  queue = queue.then(render).catch((error) => {
    console.error(error);
    $("starting").hidden = false;
  });
}

async function start() {
  await Promise.all([loadOverview(), runLibrary("library-charts"), runLibrary("library-tables")]);
  // Before anything is measured.
  $("app").hidden = false;
  $("starting").hidden = true;
  buildFilters();
  buildCharts();
  watchTables();
  buildPanel();
  buildPrinting();
  $("language").addEventListener("click", () => show({ lang: language === "en" ? null : "en" }));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("tables").focus();
  });
  addEventListener("hashchange", follow);
  follow();
}

start();
