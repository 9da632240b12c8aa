// The acquirer's books: accounts and ledger.
import { say, el, onLang } from "./say.js";
import { sign } from "./signs.js";

const tones = { approved: "good", declined: "bad", reversed: "doubt", voided: "doubt", refunded: "doubt", completed: "good" };
let now = null;
export const setHost = (h) => { now = h; draw(); };

const head = (...names) => el("thead", {}, el("tr", {}, ...names.map((n) => el("th", { scope: "col" }, say(n)))));
const cell = (text, cls) => el("td", cls ? { class: cls } : {}, text);

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
    head({ zh: "凭证号", en: "trace" }, { zh: "交易", en: "kind" }, { zh: "金额", en: "amount" }, { zh: "结果", en: "what became of it" }),
    el("tbody", {}, ...(now.ledger.length ? now.ledger.map((e) => el("tr", { "data-tone": tones[e.state] ?? "" },
      cell(e.trace, "mono"), cell(say(e.name)), cell(e.amount, "num"),
      cell(`${sign[tones[e.state]] ?? ""} ${say(e.words)}` + (e.response === "00" ? "" : ` (${e.response})`) + (e.settled ? say({ zh: "，已结算", en: ", settled" }) : "")))) :
      [el("tr", {}, el("td", { colspan: 4, class: "none" }, say({ zh: "还没有", en: "nothing yet" })))])));
}
onLang(draw);
