// Every word of the page, Chinese first; what reports print stays as it is printed.
const TEXTS = JSON.parse(document.getElementById("texts").textContent);
let language = "zh";

// The text of a key, with {name} replaced by values.name.
function t(key, values = {}) {
  const pair = TEXTS[key];
  if (!pair) throw new Error(`no text: ${key}`);
  return pair[language === "en" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// The one of two given texts that is in the language chosen; English falls back on Chinese.
function pick(chinese, english) {
  return language === "en" && english ? english : chinese;
}

function setLanguage(code) {
  language = code === "en" ? "en" : "zh";
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
}
