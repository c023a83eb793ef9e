// The parts of a report's panel: figures, indicators, derived figures and findings, each beside where it is printed.
const FAMILIES = [
  ["income", /^(income|opening_balance|closing_balance|current_surplus|grand_total)/],
  ["expenditure", /^expenditure/],
  ["economic", /^econ/],
  ["three_public", /^three_public/],
  ["procurement", /^procurement/],
  ["resources", /./],
];

const familyOf = (account) => FAMILIES.find(([, pattern]) => pattern.test(account))[0];

// A row of cells that opens its places beneath it.
function openingRow(cells, places, sha256, resolved = null) {
  const distinct = distinctPlaces(places);
  // Of an indicator the result is what one looks for.
  const first = distinct.find((place) => place.indicator_part === "actual") ?? distinct[0];
  const more = distinct.length > 1 ? ` +${distinct.length - 1}` : "";
  const button = el(
    "button",
    {
      type: "button",
      class: "plain where",
      "aria-expanded": "false",
      onclick: () => unfold(row, button, cells.length + 1, places, sha256, resolved),
    },
    first ? `${printedText(first)} · ${coordinates(first)}${more}` : t("no_places"),
  );
  const row = el(
    "tr",
    {
      class: "opening",
      onclick: (event) => {
        if (!event.target.closest("button, a")) button.click();
      },
    },
    cells.map((cell) => (cell instanceof HTMLTableCellElement ? cell : el("td", {}, cell))),
    el("td", {}, button),
  );
  return row;
}

function unfold(row, button, width, places, sha256, resolved) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  row.classList.toggle("open", !isOpen);
  if (isOpen) row.nextElementSibling.remove();
  else row.after(el("tr", { class: "unfolded" }, el("td", { colspan: width }, placeList(places, sha256, resolved))));
}

const number = (content) => el("td", { class: "number" }, content);

function amountText(figure) {
  return figure.amount === null ? dash() : grouped(figure.amount);
}

function unitOf(account) {
  const kind = data.names.accounts[account]?.[2];
  const counted = /\.(batches|visits)$/.exec(account);
  return t(`kind_${counted ? counted[1] : (kind ?? "count")}`);
}

function ownerOf(row) {
  return [row.project_name, row.organization_unit].filter(Boolean).join(" · ");
}

function figuresPart(details, sha256) {
  if (!details.figures.length) return el("p", { class: "empty" }, t("part_empty"));
  const heads = ["account", "stage", "fund", "owner", "year", "amount", "unit", "printed_at"].map((name) =>
    el("th", { scope: "col", class: name === "amount" ? "number" : null }, t(`head_${name}`)),
  );
  const bodies = FAMILIES.map(([family]) => [
    family,
    details.figures.filter(({ account_code: account }) => familyOf(account) === family),
  ])
    .filter(([, figures]) => figures.length)
    .map(([family, figures]) =>
      el(
        "tbody",
        {},
        el(
          "tr",
          { class: "family" },
          el("th", { colspan: heads.length, scope: "rowgroup" }, `${t(`family_${family}`)} · ${figures.length}`),
        ),
        figures.map((figure) => figureRow(figure, details, sha256)),
      ),
    );
  const search = el("input", {
    type: "search",
    "aria-label": t("search_figures"),
    placeholder: t("search_figures"),
    oninput: (event) => narrow(part, event.target.value.trim().toLowerCase()),
  });
  const part = el(
    "div",
    {},
    search,
    el("div", { class: "wide-table" }, el("table", { class: "figures" }, el("thead", {}, el("tr", {}, heads)), bodies)),
  );
  return part;
}

function figureRow(figure, details, sha256) {
  const marks = [
    figure.is_conflict
      ? el(
          "span",
          { class: "badge warning", title: t("is_conflict") },
          el("i", { "aria-hidden": "true" }, SHAPES.warning),
          t("conflict"),
        )
      : "",
    figure.is_corrected
      ? el("span", { class: "badge info" }, el("i", { "aria-hidden": "true" }, SHAPES.info), t("corrected"))
      : "",
  ];
  return openingRow(
    [
      el("td", { class: "account" }, nameOf("accounts", figure.account_code), marks),
      nameOf("stages", figure.stage),
      figure.fund === "all" ? el("span", { class: "faint" }, nameOf("funds", "all")) : nameOf("funds", figure.fund),
      ownerOf(figure),
      orDash(figure.fiscal_year),
      number(amountText(figure)),
      el("td", { class: "unit" }, unitOf(figure.account_code)),
    ],
    figure.places.map((at) => details.places[at]),
    sha256,
    figure.amount,
  );
}

// Show only rows that hold the text; families without any disappear.
function narrow(part, text) {
  for (const body of part.querySelectorAll("tbody")) {
    for (const row of body.querySelectorAll("tr.opening")) row.hidden = !row.textContent.toLowerCase().includes(text);
    body.hidden = !body.querySelector("tr.opening:not([hidden])");
  }
}

function indicatorsPart(details, sha256) {
  if (!details.indicators.length) return el("p", { class: "empty" }, t("part_empty"));
  const heads = ["indicator", "target", "actual", "outcome", "weight", "score", "printed_at"];
  const rows = details.indicators.map((one) =>
    openingRow(
      [
        el(
          "td",
          {},
          one.indicator_name ?? dash(),
          el(
            "small",
            { class: "faint block" },
            [one.scope === "department" ? null : one.scope, one.level1, one.level2].filter(Boolean).join(" › "),
          ),
        ),
        orDash(one.target_text),
        orDash(one.actual_text),
        badge(one.achieved === null ? "undecided" : one.achieved ? "met" : "missed"),
        number(one.weight === null ? dash() : grouped(one.weight)),
        number(scoreText(one)),
      ],
      one.places.map((at) => details.places[at]),
      sha256,
    ),
  );
  return plainPart(heads, rows);
}

function scoreText({ score, rescored }) {
  const text = score === null ? dash() : grouped(score);
  return rescored === null || rescored === score
    ? [text]
    : [text, el("small", { class: "faint block" }, t("rescored", { n: grouped(rescored) }))];
}

function claimsPart(details, sha256) {
  if (!details.claims.length) return el("p", { class: "empty" }, t("part_empty"));
  const heads = ["claim", "about", "year", "printed_value", "recomputed", "holds", "printed_at"];
  const rows = details.claims.map((claim) =>
    openingRow(
      [
        t(`kind_${claim.kind}`),
        el(
          "td",
          {},
          nameOf("accounts", claim.account_code),
          el(
            "small",
            { class: "faint block" },
            [nameOf("stages", claim.stage), claim.fund === "all" ? null : nameOf("funds", claim.fund), ownerOf(claim)]
              .filter(Boolean)
              .join(" · "),
          ),
        ),
        orDash(claim.fiscal_year),
        number(claimValue(claim, claim.printed_value)),
        number(claimValue(claim, claim.recomputed_value)),
        claim.holds === null
          ? badge("undecided", t("not_testable"))
          : claim.holds
            ? badge("met", t("holds"))
            : badge("missed", t("holds_not")),
      ],
      claim.places.map((at) => details.places[at]),
      sha256,
    ),
  );
  return plainPart(heads, rows);
}

function claimValue(claim, value) {
  if (value === null) return dash();
  return claim.kind === "change_amount"
    ? `${fixed(millionths(value), 2)} ${claim.printed_unit ?? ""}`
    : `${fixed(millionths(value), 2)}%`;
}

function plainPart(heads, rows) {
  const numeric = ["weight", "score", "printed_value", "recomputed", "before", "after"];
  const head = heads.map((name) =>
    el("th", { scope: "col", class: numeric.includes(name) ? "number" : null }, t(`head_${name}`)),
  );
  // Where there is no room for a head, each cell says what it is.
  for (const row of rows)
    [...row.cells].forEach((cell, at) => {
      cell.dataset.head = t(`head_${heads[at]}`);
    });
  return el(
    "div",
    { class: "wide-table" },
    el("table", { class: "figures" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
  );
}

function findingsPart(details, report, sha256) {
  const rows = data.findingsOf[report];
  if (!rows.length) return el("p", { class: "empty" }, t("no_findings"));
  return el(
    "div",
    {},
    rows.map((row) => findingCard(row, details, sha256)),
  );
}

function findingCard(row, details, sha256) {
  const { finding_key: keys, severity, rule_id: rules, status } = data.findings;
  const texts = data.texts;
  const places = (details.findings[keys[row]] ?? []).map((at) => details.places[at]);
  const root = keys.indexOf(texts.root_finding_key[row]);
  return el(
    "article",
    { class: `finding ${severity[row]}`, id: `finding-${keys[row]}`, tabindex: -1 },
    el(
      "header",
      {},
      badge(severity[row]),
      el("h4", {}, ruleName(rules[row])),
      el("span", { class: "faint" }, t(status[row])),
    ),
    el("p", { class: "message" }, pick(texts.message[row], texts.message_en[row])),
    language === "en" ? el("p", { class: "faint", lang: "zh-CN" }, texts.message[row]) : "",
    el(
      "dl",
      {},
      fact("printed", texts.printed[row]),
      fact("computed", texts.computed[row]),
      fact(
        "difference",
        texts.difference_wan[row] === null ? null : `${grouped(texts.difference_wan[row])} ${t("unit_wan")}`,
      ),
      fact("remedy", pick(texts.remedy[row], texts.remedy_en[row])),
      fact("root", root < 0 ? null : pick(texts.message[root], texts.message_en[root])),
      texts.decided_by[row] === null
        ? null
        : fact("decided", `${texts.decided_by[row]} · ${texts.decided_on[row]} · ${texts.decision_reason[row]}`),
    ),
    el(
      "details",
      { class: "evidence" },
      el("summary", {}, t("evidence", { n: distinctPlaces(places).length })),
      placeList(places, sha256),
    ),
  );
}
