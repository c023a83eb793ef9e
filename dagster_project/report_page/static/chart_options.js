// Options of charts. Tooltips are drawn, not built of markup, so that what reports print stays text.
const FONT = getComputedStyle(document.body).fontFamily;
const ROW_HEIGHT = 30;
const WIDEST_ROW = 54;
const SCALE_HEIGHT = 40;
const LABEL_WIDTH = 9;

// The beginning of a text, as wide as so many Chinese characters; other characters take about half of that.
function cut(text, width) {
  let room = width;
  for (let at = 0; at < text.length; at += 1) {
    room -= text.charCodeAt(at) > 0x2e7f ? 1 : 0.55;
    if (room < 0) return `${text.slice(0, at)}…`;
  }
  return text;
}

// series: [{name, mark, values}], values by category; categories: [{key, label}].
function barOption({
  categories,
  series,
  isUpright = false,
  isStacked = false,
  labelWidth = LABEL_WIDTH,
  tip,
  valueLabel = String,
}) {
  const name = new Map(categories.map(({ key, label: text }) => [String(key), text]));
  const categoryAxis = {
    type: "category",
    data: categories.map(({ key }) => String(key)),
    inverse: !isUpright,
    triggerEvent: true,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: isUpright ? MUTED : "transparent" } },
    axisLabel: {
      color: INK,
      fontSize: 13,
      interval: 0,
      rotate: isUpright && innerWidth <= 640 ? 45 : 0,
      formatter: (key) => cut(name.get(key) ?? key, labelWidth),
    },
  };
  const valueAxis = {
    // A long chart is scrolled: its scale has to stand where it begins.
    type: "value",
    position: isUpright ? "left" : "top",
    splitNumber: 4,
    minInterval: valueLabel === String ? 1 : 0,
    axisLabel: { color: MUTED, formatter: valueLabel, hideOverlap: true },
    splitLine: { lineStyle: { color: RULE_LINE } },
  };
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: INK },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true, decals: { symbol: "none" } } },
    grid: { left: 4, right: isUpright ? 8 : 52, top: isUpright ? 24 : 4, bottom: 4, containLabel: true },
    tooltip: {
      renderMode: "richText",
      trigger: "axis",
      axisPointer: { type: "shadow", shadowStyle: { color: "rgba(0,114,178,.07)" } },
      confine: true,
      backgroundColor: "#fff",
      borderColor: "#8795a0",
      textStyle: { color: INK, fontFamily: FONT, lineHeight: 20 },
      formatter: (items) => tip(items[0].dataIndex),
    },
    xAxis: isUpright ? categoryAxis : valueAxis,
    yAxis: isUpright ? valueAxis : categoryAxis,
    series: series.map(({ name: seriesName, mark, values, ...more }) => ({
      type: "bar",
      name: seriesName,
      data: values,
      stack: isStacked ? "all" : undefined,
      barMaxWidth: isUpright ? 46 : 16,
      itemStyle: { decal: { symbol: "none" }, ...mark },
      cursor: "pointer",
      ...more,
    })),
  };
}

// A light bar of the budget with a dark one of the spending in it, and what share that is behind them.
function budgetOption(settings) {
  const option = barOption(settings);
  const [budget, spending] = option.series;
  option.yAxis = [option.yAxis, { ...option.yAxis, show: false, triggerEvent: false }];
  option.xAxis.max = "dataMax";
  Object.assign(budget, { barWidth: 16, z: 1 });
  Object.assign(spending, { barWidth: 7, yAxisIndex: 1, z: 3 });
  const shares = settings.shares;
  // Behind the longer of the two: where more was spent than budgeted, the label would stand in the bar.
  const labelled = (of, isLonger) => {
    of.data = of.data.map((value, at) => ({
      value,
      label: {
        show: isLonger(at),
        position: "right",
        color: INK,
        fontSize: 12,
        formatter: () => (shares[at] === null ? "" : `${shares[at]}%`),
      },
    }));
  };
  const [budgets, spendings] = [[...budget.data], [...spending.data]];
  labelled(budget, (at) => budgets[at] >= spendings[at]);
  labelled(spending, (at) => spendings[at] > budgets[at]);
  return option;
}
