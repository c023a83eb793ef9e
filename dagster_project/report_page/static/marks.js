// Colours that colour-blind people tell apart (Okabe and Ito), each with a shape or pattern of its own.
const INK = "#1d2a33";
const MUTED = "#5d6b75";
const RULE_LINE = "#d9dfe3";
const BLUE = "#0072b2";
const SEVERITIES = ["error", "warning", "info"];
const STATUSES = ["published", "quarantined", "superseded"];
const OUTCOMES = ["met", "missed", "undecided"];
const SHAPES = {
  error: "✕",
  warning: "▲",
  info: "●",
  met: "✓",
  missed: "✕",
  undecided: "?",
  published: "●",
  quarantined: "▣",
  superseded: "○",
  added: "+",
  removed: "−",
  changed: "≠",
};

const stripes = (angle, gap = 5) => ({
  symbol: "rect",
  dashArrayX: [1, 0],
  dashArrayY: [1.5, gap],
  rotation: angle,
  color: "rgba(255,255,255,.75)",
});
const dots = {
  symbol: "circle",
  symbolSize: 0.5,
  dashArrayX: [
    [6, 6],
    [0, 6, 6, 0],
  ],
  dashArrayY: [6, 0],
  color: "rgba(29,42,51,.4)",
};

const MARKS = {
  error: { color: "#d55e00", decal: stripes(Math.PI / 4) },
  warning: { color: "#e69f00" },
  info: { color: "#56b4e9", decal: dots },
  met: { color: BLUE },
  missed: { color: "#d55e00", decal: stripes(Math.PI / 4) },
  undecided: { color: "#d3d9dd", decal: dots },
  published: { color: BLUE },
  quarantined: { color: "#d55e00", decal: stripes(Math.PI / 4) },
  superseded: { color: "#c9d1d6", decal: dots },
  budget: { color: "#dfe5e9", borderColor: "#8795a0", borderWidth: 1 },
  spending: { color: BLUE },
  vehicle: { color: BLUE },
  reception: { color: "#e69f00" },
  abroad: { color: "#009e73", decal: stripes(-Math.PI / 4, 3) },
  unsplit: { color: "#d3d9dd", decal: dots },
};

// A word with its shape: colour is never all that tells.
function badge(kind, text = t(kind)) {
  return el("span", { class: `badge ${kind}` }, el("i", { "aria-hidden": "true" }, SHAPES[kind]), text);
}

// Numbers by kind, each with its shape: ✕ 1 ▲ 3.
function tally(kinds, counts) {
  const shown = kinds.filter((kind) => counts[kind]);
  if (!shown.length) return el("span", { class: "zero" }, "0");
  return el(
    "span",
    { class: "tally" },
    shown.map((kind) =>
      el(
        "span",
        { class: `badge ${kind}`, title: `${t(kind)} ${counts[kind]}` },
        el("i", { "aria-hidden": "true" }, SHAPES[kind]),
        el("span", { class: "unseen" }, t(kind)),
        grouped(String(counts[kind])),
      ),
    ),
  );
}

// A figure at the top of a page.
function tile(name, [number, unit = ""], note) {
  return el(
    "div",
    { class: "tile", id: name },
    el("h3", {}, t(name)),
    el("p", { class: "number" }, number === null ? dash() : number, unit ? el("small", {}, unit) : ""),
    el("p", { class: "note" }, note),
  );
}
