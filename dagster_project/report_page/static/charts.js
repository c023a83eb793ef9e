// The charts, each with its numbers as a table: for who cannot see it, and for who wants to choose by keyboard.
const CHARTS = [
  { id: "budget", model: budgetModel, isMoney: true, isWide: true },
  { id: "rate", model: rateModel, isMoney: true },
  { id: "three_public", model: threePublicModel, isMoney: true, isWide: true },
  { id: "years", model: yearModel },
  { id: "findings", model: findingModel, isWide: true },
  { id: "indicators", model: indicatorModel },
];
const drawn = new Map();
let isPrinting = false;

function buildCharts() {
  if (!globalThis.echarts) {
    $("charts").hidden = true;
    return;
  }
  $("chart-grid").replaceChildren(
    ...CHARTS.map(({ id, isWide }) =>
      el(
        "figure",
        { id: `chart-${id}`, class: isWide ? "wide" : null },
        el("figcaption", {}, el("h3", { "data-text": `chart_${id}` }), el("p", { class: "legend" })),
        el(
          "div",
          { class: "frame" },
          el("div", { class: "canvas", role: "img" }),
          el("p", { class: "empty", hidden: true }),
        ),
        el("p", { class: "note" }),
        el("details", {}, el("summary", { "data-text": "as_table" }), el("div", { class: "numbers" })),
      ),
    ),
  );
  new ResizeObserver(() => {
    if (!isPrinting) drawn.forEach((chart) => chart.resize());
  }).observe($("chart-grid"));
}

function renderCharts(state, reports) {
  if ($("charts").hidden) return;
  const money = counted(state, reports);
  for (const { id, model, isMoney } of CHARTS) renderChart(id, model(state, isMoney ? money : reports));
  renderChoices(state);
}

function renderChart(id, model) {
  const figure = $(`chart-${id}`);
  const find = (selector) => figure.querySelector(selector);
  const isEmpty = model.rows.length === 0;
  find(".canvas").hidden = isEmpty;
  find(".empty").hidden = !isEmpty;
  find(".empty").textContent = t("chart_empty");
  find(".note").textContent = model.note;
  find(".legend").replaceChildren(...(model.legend ?? []).map(([mark, text]) => legendItem(mark, text)));
  find(".numbers").replaceChildren(numbers(model));
  find("details").hidden = isEmpty;
  if (isEmpty) return;
  const option = model.option();
  const isUpright = option.xAxis.type === "category";
  find(".canvas").style.height = isUpright ? "" : `${chartHeight(model.rows.length, find(".frame").clientHeight)}px`;
  find(".canvas").setAttribute("aria-label", `${t(`chart_${id}`)}${t("colon")}${model.note}`);
  if (find(".canvas").offsetHeight > find(".frame").clientHeight)
    find(".note").append(el("span", { class: "screen-only" }, t("scroll", { n: model.rows.length })));
  draw(id, find(".canvas"), option, model);
}

// Rows fill the frame, or are scrolled in it.
function chartHeight(rows, frame) {
  return Math.max(rows * ROW_HEIGHT + SCALE_HEIGHT, Math.min(rows * WIDEST_ROW + SCALE_HEIGHT, frame - 4));
}

function draw(id, canvas, option, model) {
  if (!drawn.has(id)) drawn.set(id, globalThis.echarts.init(canvas, null, { renderer: "canvas", devicePixelRatio: 2 }));
  const chart = drawn.get(id);
  chart.resize();
  chart.setOption(option, { notMerge: true });
  chart.off("click");
  chart.on("click", (event) => {
    if (model.chooseSeries) return event.seriesName && model.chooseSeries(event.seriesName);
    const row =
      event.componentType === "series"
        ? model.rows[event.dataIndex]
        : model.rows.find(({ key }) => String(key) === event.value);
    if (row && row.key !== null) model.choose(row.key);
  });
}

// The pattern of a legend's patch is drawn by the style sheet, like that of the bars.
function legendItem(mark, text) {
  return el("span", { class: "key" }, el("i", { class: `patch ${mark}`, "aria-hidden": "true" }), text);
}

function numbers(model) {
  const rows = model.rows.map(({ key, cells }) => {
    const [name, ...rest] = cells;
    const first =
      key === null || !model.choose
        ? name
        : el("button", { type: "button", class: "plain", onclick: () => model.choose(key) }, name);
    return [first, ...rest];
  });
  return table(model.heads, rows, { class: "plain-table" });
}

function renderChoices(state) {
  const choices = (name, codes, chosen) =>
    el(
      "fieldset",
      { class: "choice" },
      el("legend", {}, t(`choose_${name}`)),
      codes.map((code) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(code === chosen),
            "data-code": code,
            onclick: () => show({ [name]: code }),
          },
          t(`${name}_${code}`),
        ),
      ),
    );
  const focused = document.activeElement?.dataset?.code;
  $("chart-choices").replaceChildren(
    choices("by", ["region", "type", "year"], state.by ?? "region"),
    choices("base", ["adjusted", "initial"], state.base ?? "adjusted"),
  );
  if (focused) $("chart-choices").querySelector(`[data-code="${focused}"]`)?.focus();
}
