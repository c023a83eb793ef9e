// The panel of one report, over the page; what it shows stands in the address, too.
const PARTS = ["figures", "indicators", "claims", "findings", "versions"];
let opened = { report: null, details: null, language: null };

function buildPanel() {
  $("panel").addEventListener("cancel", (event) => {
    event.preventDefault();
    closePanel();
  });
  $("panel").addEventListener("click", (event) => {
    if (event.target === $("panel")) closePanel();
  });
}

function closePanel() {
  show({ report: null, finding: null, tab: null });
}

async function renderPanel(state) {
  const panel = $("panel");
  const report = data.numberOf.get(state.report);
  if (report === undefined || !hasDetails(report)) {
    if (panel.open) panel.close();
    opened = { report: null };
    return;
  }
  if (opened.report !== report) {
    await loadFindingTexts();
    opened = { report, details: await loadDetails(report) };
  }
  const tab = state.finding ? "findings" : shownParts(opened.details).includes(state.tab) ? state.tab : "figures";
  const isNew = opened.shown !== `${report} ${language} ${tab}`;
  if (isNew) fillPanel(panel, report, tab);
  opened.shown = `${report} ${language} ${tab}`;
  if (!panel.open) panel.showModal();
  if (isNew) panel.scrollTop = 0;
  if (state.finding) openFinding(state.finding);
}

// Most reports have one version: its differences from another have a part only where there are any.
function shownParts(details) {
  return PARTS.filter((name) => name !== "versions" || details.versions.length);
}

function fillPanel(panel, report, tab) {
  const { details } = opened;
  const sha256 = data.reports.document_sha256[report];
  const list = el("div", { role: "tablist", class: "tabs" });
  const sizes = {
    figures: details.figures.length,
    indicators: details.indicators.length,
    claims: details.claims.length,
    findings: data.findingsOf[report].length,
    versions: details.versions.length,
  };
  const focused = panel.contains(document.activeElement) && document.activeElement.getAttribute("role") === "tab";
  tabs(
    list,
    shownParts(details).map((name) => [name, `${t(`part_${name}`)} ${sizes[name]}`]),
    tab,
    (code) => show({ tab: code, finding: null }),
  );
  const content =
    { figures: figuresPart, indicators: indicatorsPart, claims: claimsPart, versions: versionsPart }[tab]?.(
      details,
      sha256,
    ) ?? findingsPart(details, report, sha256);
  panel.replaceChildren(
    panelHead(report, sha256),
    notices(report, details),
    list,
    el("div", { role: "tabpanel", class: "part" }, content),
    el("p", { class: "note" }, t("missing_note")),
  );
  if (focused) list.querySelector('[aria-selected="true"]').focus();
}

function panelHead(report, sha256) {
  const r = data.reports;
  const source = r.source_url[report] ? webLink(r.source_url[report], r.source_name[report]) : r.source_name[report];
  const score =
    r.self_score[report] === null ? null : [grouped(r.self_score[report]), r.grade[report]].filter(Boolean).join(" · ");
  return el(
    "header",
    { class: "panel-head" },
    el(
      "div",
      {},
      el(
        "p",
        { class: "faint" },
        [r.province_name[report], r.prefecture_name[report], countyName(report)].filter(Boolean).join(" · "),
      ),
      el(
        "h2",
        { id: "panel-title", tabindex: -1, autofocus: true },
        `${reportName(report)} ${r.fiscal_year[report] ?? ""}`,
      ),
      el("p", {}, badge(r.status[report]), " ", r.title[report] ?? ""),
      el(
        "dl",
        { class: "inline" },
        fact("self_score", score),
        fact("published_on", r.published_on[report]),
        fact("prepared_on", r.prepared_on[report]),
        fact("source", source),
        fact("document", hash(sha256)),
        fact("understood", understood(report)),
      ),
    ),
    el(
      "button",
      { type: "button", class: "close", "aria-label": t("close"), title: t("close"), onclick: closePanel },
      "×",
    ),
  );
}

function understood(report) {
  const { printed_values: printed, unmatched_values: unmatched } = data.reports;
  if (!printed[report]) return null;
  const share = percent(BigInt(printed[report] - unmatched[report]), BigInt(printed[report]), 1);
  return t("understood_share", { share, printed: printed[report] });
}

function notices(report, details) {
  const status = data.reports.status[report];
  if (status === "published") return "";
  return el(
    "div",
    { class: `notice ${status}` },
    el("p", {}, t(`notice_${status}`)),
    el(
      "ul",
      {},
      details.reasons.map((reason) => el("li", {}, pick(reason.message, reason.message_en))),
    ),
  );
}

function openFinding(key) {
  const card = $(`finding-${key}`);
  if (!card) return;
  card.querySelector("details").open = true;
  card.scrollIntoView({ block: "start" });
  card.focus({ preventScroll: true });
}
