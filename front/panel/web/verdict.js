// The two facts in large words: money and paper.
import { say, onLang } from "./say.js";
import { sign } from "./signs.js";
import { advice, told } from "./guide.js";

const byId = (id) => document.getElementById(id);
let till = null, host = null, legible = {}, slips = [];

const nothing = {
  said: { zh: "终端还没有做过交易。", en: "The terminal has made no transaction yet." },
  next: { zh: "按“消费”，输入金额，确认，刷卡；或点实验 1。", en: "Press Sale, key an amount, Enter, present a card; or use experiment 1." },
};

export const setLegible = (l) => { legible = l; };
export const setTill = (t) => { till = t; draw(); };
export const setHost = (h) => { host = h; draw(); };
export const setSlips = (s) => { slips = s; draw(); };

function fact(id, tone, word, more, proof) {
  const box = byId(id);
  box.dataset.tone = tone;
  box.querySelector(".sign").textContent = sign[tone] ?? "";
  box.querySelector(".word").textContent = word;
  box.querySelector(".more").textContent = more;
  box.querySelector(".proof").textContent = proof;
}

function draw() {
  if (!till) return;
  const d = till.last;
  for (const e of document.querySelectorAll(".which")) e.textContent = d && before(till) ? say({ zh: "（上一笔）", en: " of the one before" }) : "";
  if (!d) {
    fact("money", "", say({ zh: "还没有交易", en: "NO SALE YET" }), "", "");
    fact("paper", "", say({ zh: "还没有小票", en: "NO SLIP YET" }), "", "");
    byId("advice").replaceChildren(...advice(nothing));
  } else {
    const v = d.view;
    const entry = host?.ledger.find((e) => e.trace === v.trace && e.batch === v.batch);
    const account = entry && host.accounts.find((a) => a.name === entry.account);
    fact("money", d.tone, say(d.verdict), `${say(d.kind)} ¥${v.amount} · ${say({ zh: "凭证号", en: "trace" })} ${v.trace} · ${v.card}`,
      say({ zh: "主机账本：", en: "Host's ledger: " }) + (entry ? say(entry.words) : say({ zh: "没有这笔", en: "nothing of it" })) +
      (account ? say({ zh: "；卡内余额 ", en: "; on the card ¥" }) + account.balance : ""));
    fact("paper", d.paper.tone, say(d.paper.title), say(d.paper.said), eye(pieceOf(v)));
    byId("advice").replaceChildren(...advice(asking(till.face) ?? d));
    speak(d);
  }
  chip("chip-sign", till.safe ? { zh: "安全模式：流水不可信，只能查询", en: "safe mode: the journal cannot be relied on, only queries work" } : till.signed ? { zh: "已签到", en: "signed in" } : { zh: "未签到，联机时自动签到", en: "not signed in; it will by itself" }, till.safe);
  chip("chip-batch", { zh: "批次 " + till.batch, en: "batch " + till.batch });
  chip("chip-owed", till.owed ? { zh: `欠小票 ${till.owed} 张`, en: `slips owed: ${till.owed}` } : { zh: "不欠小票", en: "no slip owed" }, till.owed > 0);
}

// pieceOf is the newest finished piece of a transaction. What came out on a new roll belongs to the piece whose rest it is.
function pieceOf(v) {
  const number = new RegExp("^ *(凭证号|VOUCHER NO)[^0-9\\n]*" + v.trace, "im");
  const about = (s) => s && (number.test(s.text) || about(slips.find((from) => from.id === s.continues)));
  return slips.find(about);
}

// eye says how a piece looks, and which one that is.
function eye(s) {
  if (!s) return "";
  const copy = s.duplicate ? say({ zh: "，重打印", en: ", DUPLICATE" }) : "";
  return say({ zh: `眼睛看这笔的第 ${s.id} 张纸${copy}：`, en: `Its piece ${s.id}${copy}, to the eye: ` }) + say(legible[s.legibility]) +
    ` (${say({ zh: "密度", en: "density" })} ${s.density_mean.toFixed(2)})` + (s.complete ? "" : say({ zh: "，不完整", en: ", not complete" }));
}

// asking is the terminal's question that waits for a person; nothing is done before the answer.
function asking(face) {
  if (face.step !== "again") return null;
  return { said: { zh: `终端在等您回答：${face.card} 卡 ¥${face.big} 还没有做。`, en: `The terminal waits for your answer: ¥${face.big}, card ${face.card}, is not done yet.` },
    guide: { not: face.title }, next: face.note };
}

// before: another transaction is being keyed, or was refused; the facts are still those of the one before.
const before = ({ face, outcome }) => ["amount", "card", "pin", "again"].includes(face.step) || (face.step === "told" && Boolean(outcome?.refused));

// speak tells whoever listens how it ended, once: what did not change is not said again.
function speak(d) {
  const text = [say({ zh: "钱：", en: "Money: " }) + say(d.verdict), say({ zh: "纸：", en: "Paper: " }) + say(d.paper.title), told(d)].join("\n");
  if (byId("spoken").textContent !== text) byId("spoken").textContent = text;
}

function chip(id, w, warns = false) {
  const c = byId(id);
  c.textContent = (warns ? "⟳ " : "") + say(w);
  c.classList.toggle("warns", warns);
}
let live = false;
export const line = (on) => { live = on; drawLine(); };
function drawLine() {
  const c = byId("chip-line");
  c.textContent = live ? say({ zh: "● 在线", en: "● live" }) : say({ zh: "○ 连接中断，重连中", en: "○ lost, reconnecting" });
  c.classList.toggle("warns", !live);
}
onLang(drawLine);
onLang(draw);
