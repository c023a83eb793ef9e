// What each chart shows of a selection: its option, the same as a table, and what a click does.
// A model: {note, heads, rows: [{key, cells}], option, rowHeight, choose(key), legend: [[mark, text]]}; no rows: nothing to show.

function byLargest(groups, amountOf) {
  return groups
    .map((group) => ({ ...group, amount: amountOf(group) }))
    .sort((a, b) => (b.amount > a.amount ? 1 : b.amount < a.amount ? -1 : 0));
}

const wanOf = (sum) => Number(sum) / 1e6;

function budgetModel(state, reports) {
  const budgets = data.reports[budgetColumn(state)];
  const spendings = data.reports.expenditure_wan;
  const both = reports.filter((report) => budgets[report] !== null && spendings[report] !== null);
  const { groups, choose } = groupsOf(state, both);
  const sums = byLargest(
    groups.map((group) => ({
      ...group,
      budget: total(group.reports.map((report) => budgets[report])),
      spending: total(group.reports.map((report) => spendings[report])),
    })),
    (group) => group.budget,
  ).slice(0, MOST_GROUPS);
  const shares = sums.map(({ spending, budget }) => percent(spending, budget, 1));
  const budgetName = t(state.base === "initial" ? "initial_budget" : "adjusted_budget");
  return {
    note: t("note_budget", { n: both.length, all: reports.length, budget: budgetName }),
    legend: [
      ["budget", budgetName],
      ["spending", t("spending")],
    ],
    heads: [
      t("group"),
      t("reports"),
      `${budgetName} (${t("unit_wan")})`,
      `${t("spending")} (${t("unit_wan")})`,
      t("rate"),
    ],
    rows: sums.map((group, at) => ({
      key: group.key,
      cells: [
        group.label,
        String(group.reports.length),
        fixed(group.budget, 2),
        fixed(group.spending, 2),
        shares[at] === null ? dash() : `${shares[at]}%`,
      ],
    })),
    option: () =>
      budgetOption({
        categories: sums,
        shares,
        valueLabel: short,
        series: [
          { name: budgetName, mark: MARKS.budget, values: sums.map(({ budget }) => wanOf(budget)) },
          { name: t("spending"), mark: MARKS.spending, values: sums.map(({ spending }) => wanOf(spending)) },
        ],
        tip: (at) =>
          tipOf(sums[at].label, [
            [budgetName, spoken(sums[at].budget)],
            [t("spending"), spoken(sums[at].spending)],
            [t("rate"), shares[at] === null ? ["—"] : [shares[at], "%"]],
            [t("reports"), [sums[at].reports.length]],
          ]),
      }),
    choose,
  };
}

function tipOf(title, lines) {
  return [title, ...lines.map(([name, [number, unit = ""]]) => `${name}  ${number} ${unit}`)].join("\n");
}

function rateModel(state, reports) {
  const bands = RATE_BANDS.map((key) => ({ key, label: bandName(key), count: 0 }));
  for (const report of reports) bands[RATE_BANDS.indexOf(rateBand(data.reports[rateColumn(state)][report]))].count += 1;
  return {
    note: t(state.base === "initial" ? "note_rate_initial" : "note_rate"),
    heads: [t("rate"), t("reports")],
    rows: reports.length ? bands.map(({ key, label: text, count }) => ({ key, cells: [text, String(count)] })) : [],
    option: () =>
      barOption({
        categories: bands,
        isUpright: true,
        tip: (at) => tipOf(bands[at].label, [[t("reports"), [bands[at].count]]]),
        series: [
          {
            name: t("reports"),
            mark: MARKS.spending,
            label: { show: true, position: "top", color: INK },
            values: bands.map(({ key, count }) => ({ value: count, itemStyle: bandMark(key) })),
          },
        ],
      }),
    choose: (key) => toggle({ rate: key }),
  };
}

function bandMark(key) {
  if (key === ">100") return MARKS.missed;
  return key === "none" ? MARKS.undecided : MARKS.met;
}

const THREE_PUBLIC = ["vehicle", "reception", "abroad"];

function threePublicModel(state, reports) {
  const r = data.reports;
  const parts = [...THREE_PUBLIC, "unsplit"];
  const printed = reports.filter(
    (report) => THREE_PUBLIC.some((part) => r[`${part}_wan`][report] !== null) || r.three_public_wan[report] !== null,
  );
  const { groups, choose } = groupsOf(state, printed);
  const sums = byLargest(
    groups.map((group) => ({ ...group, parts: partsOf(group.reports) })),
    (group) => parts.reduce((sum, part) => sum + group.parts[part], 0n),
  ).slice(0, MOST_GROUPS);
  const shown = printed.length && !sums.every(({ amount }) => amount === 0n) ? sums : [];
  return {
    note: t("note_three_public", { n: printed.length, all: reports.length }),
    legend: parts.map((part) => [part, t(part)]),
    heads: [t("group"), t("reports"), ...parts.map((part) => `${t(part)} (${t("unit_wan")})`)],
    rows: shown.map((group) => ({
      key: group.key,
      cells: [group.label, String(group.reports.length), ...parts.map((part) => fixed(group.parts[part], 2))],
    })),
    option: () =>
      barOption({
        categories: shown,
        isStacked: true,
        valueLabel: short,
        series: parts.map((part) => ({
          name: t(part),
          mark: MARKS[part],
          values: shown.map((group) => wanOf(group.parts[part])),
        })),
        tip: (at) =>
          tipOf(
            shown[at].label,
            parts.map((part) => [t(part), spoken(shown[at].parts[part])]),
          ),
      }),
    choose,
  };
}

// The printed parts, and what the printed total has beyond them.
function partsOf(reports) {
  const sums = { vehicle: 0n, reception: 0n, abroad: 0n, unsplit: 0n };
  for (const report of reports) {
    const whole = data.reports.three_public_wan[report];
    let rest = whole === null ? 0n : millionths(whole);
    for (const part of THREE_PUBLIC) {
      const amount = data.reports[`${part}_wan`][report];
      if (amount === null) continue;
      sums[part] += millionths(amount);
      rest -= millionths(amount);
    }
    if (rest > 0n) sums.unsplit += rest;
  }
  return sums;
}

function indicatorModel(state, reports) {
  const levels = new Map();
  for (const report of reports) {
    for (const row of data.indicatorsOf[report]) {
      const key = data.indicators.level1[row];
      if (!levels.has(key)) levels.set(key, { key, label: key || t("unknown"), met: 0, missed: 0, undecided: 0 });
      for (const kind of OUTCOMES) levels.get(key)[kind] += data.indicators[kind][row];
    }
  }
  const all = (level) => level.met + level.missed + level.undecided;
  const known = (level) => (level.key ? all(level) : -1);
  const shown = byLargest([...levels.values()], known).slice(0, 12);
  return {
    note: t("note_indicators"),
    legend: OUTCOMES.map((kind) => [kind, t(kind)]),
    heads: [t("level1"), ...OUTCOMES.map((kind) => t(kind))],
    rows: shown.map((level) => ({ key: null, cells: [level.label, ...OUTCOMES.map((kind) => String(level[kind]))] })),
    option: () =>
      barOption({
        categories: shown,
        isStacked: true,
        series: OUTCOMES.map((kind) => ({ name: kind, mark: MARKS[kind], values: shown.map((level) => level[kind]) })),
        tip: (at) =>
          tipOf(
            shown[at].label,
            OUTCOMES.map((kind) => [t(kind), [shown[at][kind]]]),
          ),
      }),
    chooseSeries: (kind) => toggle({ indicator: kind }),
  };
}

function findingModel(state, reports) {
  const rules = new Map();
  for (const row of selectedFindings(state, reports)) {
    const key = data.findings.rule_id[row];
    if (!rules.has(key)) rules.set(key, { key, label: ruleName(key), error: 0, warning: 0, info: 0 });
    rules.get(key)[data.findings.severity[row]] += 1;
  }
  const shown = byLargest([...rules.values()], (rule) => rule.error + rule.warning + rule.info);
  return {
    note: t("note_findings"),
    legend: SEVERITIES.map((kind) => [kind, t(kind)]),
    heads: [t("rule"), ...SEVERITIES.map((kind) => t(kind))],
    rows: shown.map((rule) => ({
      key: rule.key,
      cells: [rule.label, ...SEVERITIES.map((kind) => String(rule[kind]))],
    })),
    option: () =>
      barOption({
        categories: shown,
        isStacked: true,
        labelWidth: innerWidth > 700 ? 20 : LABEL_WIDTH,
        series: SEVERITIES.map((kind) => ({
          name: t(kind),
          mark: MARKS[kind],
          values: shown.map((rule) => rule[kind]),
        })),
        tip: (at) =>
          tipOf(
            shown[at].label,
            SEVERITIES.map((kind) => [t(kind), [shown[at][kind]]]),
          ),
      }),
    choose: (key) => toggle({ rule: key }),
  };
}

function yearModel(state, reports) {
  const years = new Map();
  for (const report of reports) {
    const year = data.reports.fiscal_year[report];
    if (!years.has(year))
      years.set(year, {
        key: year,
        label: year === null ? t("unknown") : String(year),
        counties: new Set(),
        published: 0,
        quarantined: 0,
        superseded: 0,
      });
    years.get(year)[data.reports.status[report]] += 1;
    years.get(year).counties.add(data.reports.county_code[report]);
  }
  const shown = [...years.values()].sort((a, b) => (a.key ?? 9999) - (b.key ?? 9999));
  return {
    note: t("note_years"),
    legend: STATUSES.map((kind) => [kind, t(kind)]),
    heads: [t("filter_year"), ...STATUSES.map((kind) => t(kind)), t("tile_counties")],
    rows: shown.map((year) => ({
      key: year.key,
      cells: [year.label, ...STATUSES.map((kind) => String(year[kind])), String(year.counties.size)],
    })),
    option: () =>
      barOption({
        categories: shown,
        isUpright: true,
        isStacked: true,
        series: STATUSES.map((kind) => ({ name: t(kind), mark: MARKS[kind], values: shown.map((year) => year[kind]) })),
        tip: (at) =>
          tipOf(shown[at].label, [
            ...STATUSES.map((kind) => [t(kind), [shown[at][kind]]]),
            [t("tile_counties"), [shown[at].counties.size]],
          ]),
      }),
    choose: (key) => toggle({ year: String(key) }),
  };
}
