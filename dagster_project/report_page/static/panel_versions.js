// What a report says otherwise than the version received before it, and what a later one says otherwise than it.
function versionsPart(details, sha256) {
  const pairs = new Map();
  for (const change of details.versions) {
    const pair = `${change.is_later} ${change.other_id}`;
    if (!pairs.has(pair)) pairs.set(pair, []);
    pairs.get(pair).push(change);
  }
  return el(
    "div",
    {},
    [...pairs.values()].map((changes) => versionPair(changes, details, sha256)),
  );
}

function versionPair(changes, details, sha256) {
  const [{ is_later: isLater, other_id: otherId }] = changes;
  const heads = ["what", "change", "year", "before", "after", "unit", "printed_at"];
  return el(
    "section",
    {},
    el("h4", {}, t(isLater ? "versions_before" : "versions_after"), t("colon"), otherVersion(otherId)),
    plainPart(
      heads,
      changes.map((change) => changeRow(change, details, sha256)),
    ),
  );
}

function otherVersion(otherId) {
  const other = data.numberOf.get(otherId);
  if (other === undefined) return otherId;
  const { title, source_name: sourceName } = data.reports;
  return el(
    "button",
    { type: "button", class: "plain", onclick: () => show({ report: otherId, tab: "versions", finding: null }) },
    [title[other], sourceName[other]].filter(Boolean).join(" · "),
  );
}

function changeRow(change, details, sha256) {
  const isFigure = change.thing === "figure";
  const what = isFigure
    ? nameOf("accounts", change.account_code)
    : `${change.indicator_name ?? ""} · ${t(`part_${change.indicator_part}`)}`;
  const more = isFigure
    ? [nameOf("stages", change.stage), change.fund === "all" ? null : nameOf("funds", change.fund), ownerOf(change)]
    : [ownerOf(change)];
  return openingRow(
    [
      el("td", {}, what, el("small", { class: "faint block" }, more.filter(Boolean).join(" · "))),
      badge(change.change),
      orDash(change.fiscal_year),
      number(versionValue(change, change.value_before)),
      number(versionValue(change, change.value_after)),
      el("td", { class: "unit" }, isFigure ? unitOf(change.account_code) : ""),
    ],
    placesOfChange(change, details),
    sha256,
  );
}

// Cells of indicators are text as it is printed.
function versionValue({ thing, indicator_part: part }, value) {
  if (value === null) return dash();
  return thing === "figure" || part === "weight" || part === "score" ? grouped(value) : value;
}

// Where this version prints what changed: the earlier one's places are not kept.
function placesOfChange(change, details) {
  const isFigure = change.thing === "figure";
  const same = isFigure
    ? ["fiscal_year", "stage", "account_code", "fund", "project_name", "organization_unit"]
    : ["indicator_name"];
  const found = details[isFigure ? "figures" : "indicators"].filter((one) =>
    same.every((name) => one[name] === change[name]),
  );
  // Two indicators of one name: which one it is cannot be told here.
  if (found.length !== 1) return [];
  const places = found[0].places.map((at) => details.places[at]);
  return isFigure ? places : places.filter((place) => place.indicator_part === change.indicator_part);
}
