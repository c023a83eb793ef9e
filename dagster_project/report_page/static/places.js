// Where numbers are printed: the words around them, page, table, row and column, and characters in the text as read.
const SHORT_HASH = 12;

// A number that plays several roles is printed at one place.
function distinctPlaces(places) {
  const seen = new Map(places.map((place) => [`${place.char_start}-${place.char_end}-${place.printed_value}`, place]));
  return [...seen.values()];
}

function printedText(place) {
  return `${place.printed_value ?? ""}${place.printed_unit ?? ""}`;
}

function coordinates(place) {
  const parts = ["page", "table_no", "row_no", "column_no"]
    .filter((name) => place[name] !== null)
    .map((name) => t(`place_${name}`, { n: place[name] }));
  return parts.length ? parts.join(t("comma")) : t("place_in_text");
}

// resolved: the value that the figure was given; a place that says otherwise is marked.
function placeCard(place, sha256, resolved = null) {
  const differs = resolved !== null && place.amount !== null && place.amount !== resolved;
  return el(
    "li",
    { class: "place" },
    el(
      "p",
      { class: "printed" },
      el("q", {}, printedText(place)),
      differs
        ? el("span", { class: "badge warning" }, el("i", { "aria-hidden": "true" }, SHAPES.warning), t("place_differs"))
        : "",
      place.corrected_value === null
        ? ""
        : el(
            "span",
            { class: "badge info" },
            el("i", { "aria-hidden": "true" }, SHAPES.info),
            t("place_corrected", {
              value: `${place.corrected_value}${place.corrected_unit ?? place.printed_unit ?? ""}`,
            }),
          ),
    ),
    el(
      "dl",
      {},
      fact("place_part", place.indicator_part === null ? null : t(`part_${place.indicator_part}`)),
      fact("place_label", [place.label, place.column_label].filter(Boolean).join(" · ")),
      fact("place_section", place.section),
      fact("place_where", coordinates(place)),
      fact("place_characters", `${place.char_start}–${place.char_end}`),
      el("div", {}, el("dt", {}, t("document")), el("dd", {}, hash(sha256))),
    ),
  );
}

function fact(name, value) {
  return value === null || value === "" ? null : el("div", {}, el("dt", {}, t(name)), el("dd", {}, value));
}

function placeList(places, sha256, resolved = null) {
  return places.length
    ? el(
        "ol",
        { class: "places" },
        distinctPlaces(places).map((place) => placeCard(place, sha256, resolved)),
      )
    : el("p", { class: "note" }, t("no_places"));
}

function hash(sha256) {
  const button = el(
    "button",
    {
      type: "button",
      class: "plain copy",
      onclick: async () => {
        await copy(sha256);
        button.textContent = t("copied");
      },
    },
    t("copy"),
  );
  return el("span", { class: "hash" }, el("code", { title: sha256 }, `${sha256.slice(0, SHORT_HASH)}…`), button);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { readonly: true }, text);
    $("panel").append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
