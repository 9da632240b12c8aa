// The language of the page, and the words that stand in it.
const key = "posterm-lang";
let lang = "zh";
const listeners = [];

export const say = (both) => (both ? both[lang] ?? "" : "");
export const onLang = (do_) => { listeners.push(do_); do_(); };
export const both = (zh, en) => ({ zh, en });

// el makes an element. Text is only ever text: nothing from outside becomes markup.
export function el(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) {
    if (v === false || v === undefined || v === null) continue;
    if (k === "class") e.className = v;
    else if (k.startsWith("on")) e.addEventListener(k.slice(2), v);
    else e.setAttribute(k, v === true ? "" : v);
  }
  for (const c of children) e.append(c);
  return e;
}

export function words(zh, en) { // an element whose text follows the language
  return el("span", { "data-zh": zh, "data-en": en }, lang === "zh" ? zh : en);
}

function paint() {
  document.documentElement.lang = lang;
  for (const e of document.querySelectorAll("[data-zh]")) e.textContent = e.dataset[lang];
  for (const e of document.querySelectorAll("[data-zh-label]")) e.setAttribute("aria-label", e.dataset[lang + "Label"]);
  for (const l of ["zh", "en"]) document.getElementById("lang-" + l).setAttribute("aria-pressed", String(l === lang));
  for (const f of listeners) f();
}

export function choose(l, keep) {
  lang = l === "en" ? "en" : "zh";
  if (keep) { try { localStorage.setItem(key, lang); } catch { /* a private window keeps nothing */ } }
  paint();
}

export function begin(usual) {
  let kept = null;
  try { kept = localStorage.getItem(key); } catch { /* the same */ }
  choose(kept ?? usual, false);
}

for (const l of ["zh", "en"]) document.getElementById("lang-" + l).addEventListener("click", () => choose(l, true));
