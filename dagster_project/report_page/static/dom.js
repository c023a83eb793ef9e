// An element with attributes and children; strings become text, never markup. on*: listeners; null: left out.
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const $ = (id) => document.getElementById(id);

// A missing value: the report does not print it.
function dash() {
  return el("span", { class: "missing", title: t("missing"), "aria-label": t("missing") }, "—");
}

function orDash(value) {
  return value === null || value === undefined || value === "" ? dash() : String(value);
}

function table(heads, rows, options = {}) {
  const head = el(
    "tr",
    {},
    heads.map((text) => el("th", { scope: "col" }, text)),
  );
  const body = rows.map((cells) =>
    el(
      "tr",
      {},
      cells.map((cell) => el("td", {}, cell)),
    ),
  );
  return el("table", options, el("thead", {}, head), el("tbody", {}, body));
}

// Only what leads to a web page becomes a link.
function webLink(address, text) {
  return /^https?:\/\//i.test(address) ? el("a", { href: address, rel: "noopener noreferrer" }, text) : text;
}

// A row of tabs; arrow keys move between them. choices: [[code, text], …].
function tabs(list, choices, chosen, choose) {
  const focused = list.contains(document.activeElement);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const buttons = choices.map(([code, text], at) =>
    el(
      "button",
      {
        type: "button",
        role: "tab",
        "data-code": code,
        "aria-selected": String(code === chosen),
        tabindex: code === chosen ? 0 : -1,
        onclick: () => choose(code),
        onkeydown: (event) => {
          if (event.key in step) choose(choices[(at + step[event.key] + choices.length) % choices.length][0]);
        },
      },
      text,
    ),
  );
  list.replaceChildren(...buttons);
  if (focused) list.querySelector('[aria-selected="true"]')?.focus();
}
