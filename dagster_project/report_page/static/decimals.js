// Amounts are exact decimal texts in 万元 with up to six decimals. They are added as whole millionths.
const MILLIONTHS = 1000000n;

function millionths(text) {
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d{1,6})\d*)?$/.exec(text);
  const value = BigInt(whole) * MILLIONTHS + BigInt((fraction ?? "").padEnd(6, "0"));
  return sign ? -value : value;
}

function total(texts) {
  return texts.reduce((sum, text) => sum + millionths(text), 0n);
}

// Whole millionths as text, rounded half up to so many decimals.
function fixed(value, decimals) {
  const unit = 10n ** BigInt(6 - decimals);
  const magnitude = value < 0n ? -value : value;
  const digits = String((magnitude + unit / 2n) / unit).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals ? `${whole}.${digits.slice(-decimals)}` : whole;
  return grouped(value < 0n && /[1-9]/.test(text) ? `-${text}` : text);
}

// An exact decimal text with its thousands apart, no digit added or lost.
function grouped(text) {
  const [whole, fraction] = text.split(".");
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

// A sum in the unit that a person would say: [number, unit].
function spoken(sum) {
  const magnitude = sum < 0n ? -sum : sum;
  const large = magnitude >= 10000n * MILLIONTHS;
  if (language === "en") {
    return large ? [fixed(sum / 100000n, 2), t("unit_billion")] : [fixed(sum / 100n, 2), t("unit_million")];
  }
  return large ? [fixed(sum / 10000n, 2), t("unit_yi")] : [fixed(sum, 2), t("unit_wan")];
}

// 100 × part ÷ whole with two decimals, as text; null where there is no whole.
function percent(part, whole, decimals = 2) {
  return whole > 0n ? fixed((part * 100n * MILLIONTHS) / whole, decimals) : null;
}

// A number of an axis, where there is no room for a figure; amounts in 万元.
function short(wan) {
  if (language === "en") {
    const million = wan / 100;
    return million >= 1000 ? `${+(million / 1000).toFixed(1)} bn` : `${+million.toFixed(2)} m`;
  }
  return wan >= 10000 ? `${+(wan / 10000).toFixed(2)}亿` : `${+wan.toFixed(2)}万`;
}
