// The acquirer's books: accounts and ledger.
import { say, el, onLang } from "./say.js";
import { sign } from "./signs.js";

const tones = { approved: "good", declined: "bad", reversed: "doubt", voided: "doubt", refunded: "doubt", completed: "good" };
let now = null;
let deals = [];
export const setDeals = (d) => { deals = d; draw(); };
export const setHost = (h) => { now = h; draw(); };

const head = (...names) => el("thead", {}, el("tr", {}, ...names.map((n) => el("th", { scope: "col" }, say(n)))));
const cell = (text, cls, name) => el("td", { class: cls, "data-name": name && say(name) }, text);
const columns = { host: { zh: "主机账本", en: "host's ledger" }, terminal: { zh: "终端流水", en: "terminal" }, paper: { zh: "纸", en: "paper" } };

function draw() {
  if (!now) return;
  const accounts = now.accounts.filter((a) => a.card);
  document.getElementById("accounts").replaceChildren(
    head({ zh: "卡", en: "card" }, { zh: "卡号", en: "number" }, { zh: "余额", en: "balance" }),
    el("tbody", {}, ...accounts.map((a) => {
      const moved = a.balance !== a.opening;
      return el("tr", { class: moved ? "moved" : "" }, cell(a.name), cell(a.card, "mono"), cell((moved ? "▾ " : "") + a.balance, "num"));
    })));
  document.getElementById("ledger").replaceChildren(
    head({ zh: "凭证号", en: "trace" }, { zh: "交易", en: "kind" }, { zh: "金额", en: "amount" }, columns.host, columns.terminal, columns.paper),
    el("tbody", {}, ...rows().map(([ref, e, d]) => el("tr", { "data-ref": ref },
      cell((e ?? d.view).trace, "mono"), cell(say(e?.name ?? d.kind)), cell((e ?? d.view).amount, "num"),
      toned(e ? tones[e.state] : "", e ? say(e.words) + (e.response === "00" ? "" : ` (${e.response})`) + (e.settled ? say({ zh: "，已结算", en: ", settled" }) : "") : say({ zh: "没有这笔", en: "nothing of it" }), columns.host),
      d ? toned(d.tone, say(d.verdict), columns.terminal) : cell("—", "", columns.terminal), d ? toned(d.paper.tone, say(d.paper.title), columns.paper) : cell("—", "", columns.paper)))));
  document.getElementById("ledger-none").hidden = rows().length > 0;
}

function toned(tone, text, name) {
  const td = cell((sign[tone] ? sign[tone] + " " : "") + text, "", name);
  td.dataset.tone = tone ?? "";
  return td;
}

// rows puts side by side what host and terminal have of each transaction that could move money, newest first.
function rows() {
  const all = new Map();
  const at = (x) => x.batch + "/" + x.trace;
  for (const d of deals) {
    if (d.view.amount !== "0.00") all.set(at(d.view), [at(d.view), undefined, d]);
  }
  for (const e of now.ledger) all.set(at(e), [at(e), e, all.get(at(e))?.[2]]);
  return [...all.values()].sort((a, b) => (a[0] < b[0] ? 1 : -1));
}
onLang(draw);
