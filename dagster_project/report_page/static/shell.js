// What every page has: its words in the language chosen, a link up, its footer; and it follows its address.
function renderShell(name, notes) {
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", t(element.dataset.label));
  $("page-name").textContent = name;
  document.title = `${t("wordmark")} · ${name}`;
  $("language").textContent = t("other_language");
  $("language").lang = language === "en" ? "zh-CN" : "en";
  $("footer").replaceChildren(...notes.map((note) => el("p", {}, note)), ...(hasChunk("licences") ? [licences()] : []));
}

function licences() {
  return el(
    "details",
    {
      id: "licences",
      ontoggle: async (event) => {
        const text = event.target.querySelector("pre");
        if (event.target.open && !text.textContent) text.textContent = await unpacked("licences");
      },
    },
    el("summary", {}, t("licences")),
    el("pre", {}),
  );
}

// What is above a county is a prefecture where the index is a directory, which sends on who comes from a county: so the
// page of a county says the same whichever form the index has.
function renderUp(text, county) {
  const address = new URLSearchParams();
  if (county !== null) address.set("of", county);
  if (language === "en") address.set("lang", language);
  $("up").hidden = false;
  $("up").textContent = text;
  $("up").href = String(address) ? `index.html#${address}` : "index.html";
}

// One after the other: a choice that is made while another is being shown waits for it.
let queue = Promise.resolve();
function follow(render) {
  queue = queue
    .then(render)
    .then(() => {
      document.body.dataset.rendered = location.hash || "#";
    })
    .catch((error) => {
      console.error(error);
      $("starting").hidden = false;
    });
}

// To be shown before anything is measured.
function showShell() {
  $("app").hidden = false;
  $("starting").hidden = true;
}

function startShell(render) {
  $("language").addEventListener("click", () => show({ lang: language === "en" ? null : "en" }));
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("tables").focus();
  });
  $("print").addEventListener("click", () => print());
  addEventListener("hashchange", () => follow(render));
  follow(render);
}

// prefecture: {code, name, province}; what has no name is called by its code, and 00… is what no report states.
function prefectureName({ code, name, province }) {
  return name === null ? regionName(code, name) : [province, name].filter(Boolean).join(" ");
}

function regionName(code, name) {
  return name ?? (code.startsWith("00") ? t("unknown") : code);
}
