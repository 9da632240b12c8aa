// Screen, wire, journal, ledger and paper side by side, as it happened, by the shop's clock.
import { say, el, onLang } from "./say.js";
import { sign } from "./signs.js";

const lanes = ["screen", "wire", "journal", "ledger", "paper"];
const names = { screen: ["屏幕", "screen"], wire: ["报文", "wire"], journal: ["流水", "journal"], ledger: ["账本", "ledger"], paper: ["纸", "paper"] };
const body = document.getElementById("lines");
const box = document.getElementById("timeline");
let limit = 600;
const kept = [];
export const setLimit = (n) => { limit = n; };

export function add(line) {
  if (line.seq <= (kept.at(-1)?.seq ?? 0)) return; // told again after a break
  const below = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  kept.push(line);
  body.append(row(line));
  while (kept.length > limit) { kept.shift(); body.firstElementChild.remove(); }
  if (below) box.scrollTop = box.scrollHeight;
}
export function clear() { kept.length = 0; body.replaceChildren(); }

function row(line) {
  const tr = el("tr", { "data-lane": line.lane }, el("td", { class: "time" }, el("time", { datetime: line.at }, line.clock)));
  for (const lane of lanes) {
    const td = el("td", { class: lane === line.lane ? "here" : "" });
    if (lane === line.lane) {
      td.dataset.tone = line.tone ?? "";
      td.append(el("span", { class: "lane" }, say({ zh: names[lane][0], en: names[lane][1] })), ...said(line));
    }
    tr.append(td);
  }
  return tr;
}

function said(line) {
  const text = (sign[line.tone] ? sign[line.tone] + " " : "") + say(line.words);
  const trace = line.trace ? el("small", {}, " #" + line.trace) : "";
  if (!line.wire) return [text, trace];
  return [el("details", {}, el("summary", {}, text, trace), el("table", { class: "fields", "aria-label": say(line.words) }, el("tbody", {},
    ...(line.wire.fields ?? []).map((f) => el("tr", {}, el("th", { scope: "row" }, String(f.n)), el("td", {}, say(f.name)), el("td", { class: "mono" }, f.value))))))];
}

onLang(() => {
  body.replaceChildren(...kept.map(row));
  box.scrollTop = box.scrollHeight;
});
