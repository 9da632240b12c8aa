// Everything that can go wrong: at the printer, in the room, on the line, at the host.
import { say, el, words, onLang } from "./say.js";
import { lab, press, present } from "./net.js";

const faults = (body) => lab("POST", "/v1/printer/faults", body);
const host = (fault, value, match = { mti: "0200", f3: "000000" }) => lab("POST", "/v1/host/faults", value ? { fault, value, match } : { fault, match });
let printer = null, acquirer = null, till = null;

// Switches of the printer: name, words, what sets it, what ends it, and how its state is read.
const switches = [
  ["paper", "抽走纸", "Pull the paper", () => faults({ paper: "out" }), () => lab("POST", "/v1/printer/load_paper"), (p) => p.paper === "out"],
  ["cover", "打开上盖", "Open the cover", () => faults({ cover: "open" }), () => faults({ cover: "closed" }), (p) => p.cover === "open"],
  ["jam", "卡纸", "Jam the paper", () => faults({ jam: true }), () => lab("POST", "/v1/printer/clear_jam"), (p) => Boolean(p.faults.jam)],
  ["cutter", "卡住切刀", "Block the cutter", () => faults({ cutter: "jammed" }), () => lab("POST", "/v1/printer/clear_jam"), (p) => p.cutter === "jammed"],
  ["overheat", "打印头过热", "Overheat the head", () => faults({ overheat: true }), () => faults({ overheat: false }), (p) => Boolean(p.faults.overheat)],
  ["power", "断电", "Switch it off", () => faults({ power: "off" }), () => faults({ power: "on" }), (p) => p.faults.power === "off"],
  ["cable", "拔线", "Unplug it", () => faults({ cable: "unplugged" }), () => faults({ cable: "ok" }), (p) => p.faults.cable === "unplugged"],
  ["side", "纸装反", "Paper upside down", () => faults({ paper_side: "wrong" }), () => faults({ paper_side: "right" }), (p) => p.faults.paper_side === "wrong"],
];
const temperatures = [[-20, "严寒 −20 °C", "Frost −20 °C"], [0, "0 °C", "0 °C"], [25, "室温 25 °C", "Room 25 °C"]];
const lines = [
  ["approve_then_close", "交易中途剪线", "Cut the line half way"], ["drop_response", "丢失应答", "Lose the answer"],
  ["delay_response", "应答迟到 10 秒", "Answer 10 s late", "10s"], ["refuse_connection", "拒绝连接", "Refuse the connection", "", {}],
  ["drop_request", "丢失请求", "Lose the request"], ["bad_mac", "校验码错误", "Forge the MAC"], ["decline", "拒绝：余额不足", "Decline: no funds", "51"],
];

const yuan = () => String(1000 + Math.floor(Math.random() * 4000));
async function sale() { // keyed as a person would
  for (const key of ["cancel", "sale", ...yuan(), "enter"]) await press(key).then(() => wait(90));
  await present("A").then(() => wait(350));
  await press("enter");
}
const patience = 20000; // ms; two slips take a third of it
// mended is the shop in order: what is still owed comes out first, so that it is not taken for the experiment's.
async function mended() {
  await mend();
  for (const end = Date.now() + patience; till?.owed && Date.now() < end;) await wait(100);
}
async function mend() {
  await lab("DELETE", "/v1/printer/faults");
  await lab("DELETE", "/v1/host/faults");
  await lab("POST", "/v1/host/doors", { door: "primary", open: true });
}
const wait = (ms) => new Promise((r) => setTimeout(r, ms));

const tries = [
  ["sale", "消费一笔", "Make a sale", "看屏幕、报文、流水、账本和纸依次发生什么。", "See what screen, wire, journal, ledger and paper do, in this order.", sale],
  ["paper", "打到一半没纸", "Run out of paper half way", "钱已收，小票欠着，绝不重复刷卡。装新纸后自动打完。", "Paid, the slip is owed, nobody is charged again. Load paper: it completes by itself.",
    async () => { await faults({ paper_out_after_rows: 640 }); await sale(); }],
  ["cold", "店里零下 20 度", "Cool the shop to −20 °C", "供电也不足（90%），字很淡：终端知道冷，屏幕和小票都会说。“全部修好”后按“字迹不清”，得到清晰的一张，标明“重打印”。", "With a weak supply, too (90 %): the print is very pale. The terminal knows it is cold, and says so. Mend everything, then press Unreadable: a clear copy, marked.",
    async () => { await faults({ ambient_c: -20, supply_percent: 90 }); await sale(); }],
  ["line", "交易中途剪线", "Cut the line in mid-sale", "主机扣了款，终端没听到：登记冲正。做一笔余额查询，钱先退回。", "The host charged, nobody heard: a reversal is owed. Make a balance inquiry: the money goes back first.",
    async () => { await host("approve_then_close"); await sale(); }],
];

const byId = (id) => document.getElementById(id);
for (const [name, zh, en, moreZh, moreEn, go] of tries) {
  const b = el("button", { type: "button", "data-try": name }, words("替我做", "Do it for me"));
  b.addEventListener("click", async () => { // not disabled meanwhile: that would take the focus away
    if (b.ariaDisabled === "true") return;
    b.ariaDisabled = "true";
    try { await mended(); await go(); } finally { b.ariaDisabled = "false"; }
  });
  byId("tries").append(el("li", {}, el("h3", {}, words(zh, en)), el("p", {}, words(moreZh, moreEn)), b));
}

const group = (zh, en, ...children) => el("fieldset", {}, el("legend", {}, words(zh, en)), ...children);
const buttons = {};
function button(id, zh, en, go) {
  const b = el("button", { type: "button", "data-fault": id, "aria-pressed": "false", onclick: go }, el("i", { "aria-hidden": true }), words(zh, en), el("span", { class: "times" }));
  buttons[id] = b;
  return b;
}

function slider(id, zh, en, low, high, unit, member) {
  const out = el("output", { for: "range-" + id });
  const input = el("input", { type: "range", id: "range-" + id, min: low, max: high, step: 5 });
  const s = { box: el("p", { class: "slider" }, el("label", { for: "range-" + id }, words(zh, en)), input, out), input, out, unit, held: false };
  input.addEventListener("input", () => { s.held = true; out.textContent = input.value + unit; });
  input.addEventListener("change", async () => { // let go: from now on it shows what is so, also when it was refused
    await faults({ [member]: Number(input.value) });
    s.held = false;
    draw();
  });
  return s;
}
const supply = slider("supply", "供电", "Supply", 60, 115, "%", "supply_percent");
const humidity = slider("humidity", "湿度", "Humidity", 10, 95, "%", "humidity");
const queued = el("p", { class: "queued", "aria-live": "polite" });

byId("faults").append(
  group("打印机", "Printer", el("div", { class: "grid" }, ...switches.map(([id, zh, en, on, off, is]) =>
    button(id, zh, en, () => (printer && is(printer) ? off() : on()))),
    button("after", "再打 3 厘米就没纸", "Paper ends in 3 cm", () => (printer?.faults.paper_out_after_rows === undefined ? faults({ paper_out_after_rows: 240 }) : lab("POST", "/v1/printer/load_paper")))), supply.box),
  group("气候", "Climate", el("div", { class: "grid" }, ...temperatures.map(([t, zh, en]) => button("t" + t, zh, en, () => faults({ ambient_c: t })))), humidity.box),
  group("线路和主机（对下一笔消费）", "Line and host, for the next sale", el("div", { class: "grid" },
    ...lines.map(([name, zh, en, value, match]) => button(name, zh, en, () => (waiting(name) ? lab("DELETE", "/v1/host/faults?fault=" + name) : host(name, value, match)))),
    button("door", "关闭主机端口", "Close the host's door", () => lab("POST", "/v1/host/doors", { door: "primary", open: !acquirer.open }))), queued),
  el("p", { class: "row" }, button("heal", "全部修好", "Mend everything", mend)));
buttons.heal.removeAttribute("aria-pressed");

export const setPrinter = (p) => { printer = p; draw(); };
export const setHost = (h) => { acquirer = h; draw(); };
export const setTill = (t) => { till = t; };

function light(id, on, times = 0) {
  buttons[id].setAttribute("aria-pressed", String(on));
  buttons[id].querySelector(".times").textContent = times > 1 ? ` ×${times}` : "";
}
const waiting = (name) => (acquirer?.faults ?? []).filter((f) => f.fault === name).reduce((n, f) => n + (f.count ?? 1), 0);

function draw() {
  if (printer) {
    for (const [id, , , , , is] of switches) light(id, is(printer));
    light("after", printer.faults.paper_out_after_rows !== undefined);
    for (const [t] of temperatures) light("t" + t, printer.ambient_c === t);
    level(supply, printer.supply_percent);
    level(humidity, printer.faults.humidity ?? 50);
    byId("p-state").textContent = say(printer.words);
    byId("p-state").dataset.tone = ["ready", "printing"].includes(printer.state) ? "good" : "bad";
    byId("p-heat").textContent = say({ zh: `打印头 ${printer.head_c.toFixed(0)} °C · 纸 ${printer.paper_c.toFixed(0)} °C · 供电 ${printer.supply_percent}%`,
      en: `head ${printer.head_c.toFixed(0)} °C · paper ${printer.paper_c.toFixed(0)} °C · supply ${printer.supply_percent}%` });
  }
  if (acquirer) {
    for (const [name] of lines) light(name, waiting(name) > 0, waiting(name));
    light("door", !acquirer.open);
    const n = acquirer.faults.reduce((sum, f) => sum + (f.count ?? 1), 0);
    queued.textContent = n ? say({ zh: `等着发生：${n} 个故障`, en: `waiting to happen: ${n}` }) : say({ zh: "没有故障在等", en: "nothing waits to happen" });
  }
}
function level(s, value) {
  if (s.held) return; // a hand is on it
  s.input.value = value;
  s.out.textContent = s.input.value + s.unit;
}
onLang(draw);

for (const b of document.querySelectorAll("[data-lab]")) {
  const [method, path] = b.dataset.lab.split(" ");
  b.addEventListener("click", () => lab(method, path));
}
