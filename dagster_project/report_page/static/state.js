// What is shown stands in the address, after the #: a view is sent as a link, and Back undoes a choice.
const FILTERS = [
  "province",
  "prefecture",
  "county",
  "type",
  "year",
  "status",
  "severity",
  "rule",
  "rate",
  "indicator",
  "q",
];
const STATE = [...FILTERS, "lang", "by", "base", "view", "report", "tab", "finding"];

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(STATE.map((name) => [name, given.get(name) || null]));
}

// Never empty: a browser that is sent to # goes to the top of the page.
function addressOf(state) {
  const address = new URLSearchParams();
  for (const name of STATE) if (state[name]) address.set(name, state[name]);
  return String(address) ? `#${address}` : "#view=reports";
}

// Change what is shown; the address changes first, and the page follows it. replacing: without a step for Back.
function show(changes, { replacing = false } = {}) {
  const address = addressOf({ ...readState(), ...changes });
  if (address === location.hash) return;
  if (replacing) location.replace(address);
  else location.hash = address;
}

// A filter that is set a second time by a click is taken back.
function toggle(changes) {
  const state = readState();
  const isSet = Object.entries(changes).every(([name, value]) => state[name] === value);
  show(isSet ? Object.fromEntries(Object.keys(changes).map((name) => [name, null])) : changes);
}

const isFiltered = (state) => FILTERS.some((name) => state[name]);

const TYPING_PAUSE = 250;

function searchAsTyped(search) {
  let pause = 0;
  search.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(() => show({ q: search.value.trim() }, { replacing: true }), TYPING_PAUSE);
  });
}
