// The terminal: screen, keypad, cards.
import { say, el, words, onLang } from "./say.js";
import { press, present } from "./net.js";
import { sign } from "./signs.js";
import { advice } from "./guide.js";

const functions = [
  ["sale", "消费", "Sale", "s"], ["void", "撤销", "Void", "v"], ["balance", "余额", "Balance", "b"],
  ["query", "查询", "Query", "q"], ["reprint", "重打印", "Reprint", "r"], ["unreadable", "字迹不清", "Unreadable", "u"],
  ["signin", "签到", "Sign in", "i"], ["settle", "结算", "Settle", "t"], ["reversal", "冲正", "Reversal", "x"],
];
const pad = ["1", "2", "3", "cancel", "4", "5", "6", "clear", "7", "8", "9", "enter", "00", "0"];
const named = { cancel: ["取消", "Cancel", "✕"], clear: ["清除", "Clear", "←"], enter: ["确认", "Enter", "○"] };
const entries = { swipe: ["刷", "swipe"], insert: ["插", "insert"], tap: ["挥", "tap"], manual: ["手输", "manual"] };

const byId = (id) => document.getElementById(id);
const screen = byId("screen");
const device = byId("device");

for (const [key, zh, en, letter] of functions) {
  byId("functions").append(el("button", { type: "button", "data-key": key, "aria-keyshortcuts": letter, onclick: () => press(key) },
    words(zh, en), el("kbd", { "aria-hidden": true }, letter)));
}
for (const key of pad) {
  const b = el("button", { type: "button", "data-key": key, class: key in named ? "wide " + key : "", onclick: () => press(key) });
  if (key in named) {
    const [zh, en, mark] = named[key];
    b.append(el("i", { "aria-hidden": true }, mark), words(zh, en));
  } else b.append(key);
  byId("keys").append(b);
}

// The keyboard is the keypad. Enter is a button's where somebody came to it by the keyboard.
const typed = { Enter: "enter", Backspace: "clear", Delete: "clear", Escape: "cancel" };
addEventListener("keydown", (e) => {
  const at = e.target;
  if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
  if (e.key === "Enter" && at.matches("button, summary")) {
    if (e.repeat) e.preventDefault(); // a key that is held presses once
    return;
  }
  const letter = functions.find((f) => f[3] === e.key.toLowerCase());
  const key = typed[e.key] ?? (/^[0-9]$/.test(e.key) ? e.key : letter?.[0]);
  if (!key || (e.repeat && key !== "clear")) return;
  e.preventDefault();
  press(key);
  flash(document.querySelector(`[data-key="${key}"]`));
});

// What was pointed at, by mouse, finger or pen, lets the focus go: the next Enter is the terminal's again, and does not
// press a switch a second time. A click without a pointer has no detail.
for (const end of ["pointerup", "mouseup", "click"]) {
  addEventListener(end, (e) => {
    const at = document.activeElement;
    if ((end !== "click" || e.detail) && at?.matches("button, summary, input")) at.blur();
  });
}

function flash(button) {
  button?.classList.add("down");
  setTimeout(() => button?.classList.remove("down"), 120);
}

export function tray(cards) {
  byId("tray").replaceChildren(...cards.map((c) => {
    const [zh, en] = entries[c.entry] ?? ["", ""];
    const b = el("button", { type: "button", class: "card", draggable: "true", "data-card": c.name, onclick: () => present(c.name) },
      el("b", {}, c.name), el("span", { class: "how" }, words(zh, en)), el("span", { class: "chip", "aria-hidden": true }),
      el("code", {}, c.card.replace(/(.{4})(?=.)/g, "$1 ")), words(c.words.zh, c.words.en));
    b.addEventListener("dragstart", (e) => { e.dataTransfer.setData("text/x-card", c.name); device.classList.add("wants"); });
    b.addEventListener("dragend", () => device.classList.remove("wants"));
    return b;
  }));
}
device.addEventListener("dragover", (e) => e.preventDefault());
device.addEventListener("drop", (e) => {
  e.preventDefault();
  device.classList.remove("wants");
  const name = e.dataTransfer.getData("text/x-card");
  if (name) present(name);
});

let now = null;
export function show(till) { now = till; draw(); }

function draw() {
  if (!now) return;
  const { face, outcome } = now;
  const done = face.step === "told" && outcome;
  const fn = functions.find((f) => f[0] === face.do);
  byId("s-kind").textContent = fn ? say({ zh: fn[1], en: fn[2] }) : "posterm";
  byId("s-card").textContent = face.card ? "▭ " + face.card : "";
  const tone = done ? outcome.tone : face.wrong || face.step === "again" ? "bad" : face.step === "working" ? "busy" : "";
  screen.dataset.tone = tone;
  screen.dataset.step = face.step;
  screen.querySelector(".sign").textContent = sign[tone] ?? "";
  byId("s-title").textContent = say(done ? outcome.title : face.title);
  byId("s-big").textContent = done ? outcome.view?.kind === "balance" || !outcome.view || outcome.view.amount === "0.00" ? "" : "¥ " + outcome.view.amount
    : face.step === "amount" || (face.big && face.step !== "trace" && face.step !== "pin") ? "¥ " + face.big : face.big;
  byId("s-note").replaceChildren(...(done ? advice(outcome) : [say(face.note)]));
}
onLang(draw);
