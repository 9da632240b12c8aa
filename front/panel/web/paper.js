// The paper as the head burns it: rows come with their dots and how dark each strobe burnt them.
import { say, el, onLang } from "./say.js";
import { setSlips } from "./verdict.js";

const margin = 40; // of paper beside the print area, dots
const tail = 64; // striped rows where a roll ended
const tooth = 8;
const most = 30; // pieces on the page; the oldest goes first
const output = document.getElementById("output");
const light = document.getElementById("head-light");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const pieces = new Map();
let inks = [];
export const setInks = (i) => { inks = i; };

export function forget(upTo) {
  for (const [id, p] of pieces) {
    if (id <= upTo) { p.box.remove(); pieces.delete(id); }
  }
  setSlips(finished());
}

// finished are the finished pieces that are still there, the newest first.
const finished = () => [...pieces].filter(([, p]) => p.slip).sort(([a], [b]) => b - a).map(([, p]) => p.slip);

export function stretches(all) {
  for (const s of all) add(s);
  requestAnimationFrame(roll);
}

function add(s) {
  let p = pieces.get(s.piece);
  if (!p) {
    const canvas = el("canvas", { role: "img" });
    p = { box: el("div", { class: "piece", "data-piece": s.piece }, canvas), canvas, rows: 0, shown: 0, ended: "open", slip: null };
    canvas.width = s.width + 2 * margin;
    canvas.height = 1200;
    pieces.set(s.piece, p);
    output.append(p.box);
    for (const id of pieces.keys()) {
      if (pieces.size > most) { pieces.get(id).box.remove(); pieces.delete(id); }
    }
    if (s.continues) p.box.classList.add("continues");
    bare(p, 0, canvas.height);
  }
  grow(p, s.rows + tail);
  burn(p, s, atob(s.dots), atob(s.tones));
  p.rows = s.rows;
  if (s.slip) end(p, s);
}

function grow(p, rows) {
  if (rows <= p.canvas.height) return;
  const old = p.canvas;
  const canvas = el("canvas", { role: "img" });
  canvas.width = old.width;
  canvas.height = Math.max(rows, 2 * old.height);
  p.canvas = canvas;
  bare(p, 0, canvas.height);
  canvas.getContext("2d").drawImage(old, 0, 0);
  old.replaceWith(canvas);
}

function bare(p, from, rows) {
  const c = p.canvas.getContext("2d");
  c.fillStyle = `rgb(${inks[0].join(" ")})`;
  c.fillRect(0, from, p.canvas.width, rows);
}

// burn draws rows. A dot under a dot of the row before was still warm: it has the second tone.
function burn(p, s, dots, tones) {
  const stride = s.width / 8, perRow = 2 * Math.ceil(s.width / s.strobe), n = dots.length / stride;
  if (!n) return;
  const c = p.canvas.getContext("2d");
  const image = c.createImageData(s.width, n);
  let above = p.above ?? dots.slice(0, stride);
  if (s.from !== p.next) above = p.last ?? above;
  for (let y = 0; y < n; y++) {
    const row = dots.slice(y * stride, (y + 1) * stride);
    for (let x = 0; x < s.width; x++) {
      const bit = 0x80 >> (x & 7), at = x >> 3, strobe = 2 * Math.floor(x / s.strobe) + y * perRow;
      const dark = row.charCodeAt(at) & bit;
      const warm = dark && above.charCodeAt(at) & bit && tones.charCodeAt(strobe + 1);
      const tone = dark ? (warm ? tones.charCodeAt(strobe + 1) : tones.charCodeAt(strobe)) : 0;
      const [r, g, b] = inks[tone], i = 4 * (y * s.width + x);
      image.data[i] = r; image.data[i + 1] = g; image.data[i + 2] = b; image.data[i + 3] = 255;
    }
    if (y === n - 2) p.last = row; // the row before the one that comes again
    above = row;
  }
  p.above = above;
  p.next = s.from + n;
  c.putImageData(image, margin, s.from);
}

// end draws how the piece ends: teeth where it was cut, stripes where the roll ended.
function end(p, s) {
  p.ended = s.ended;
  p.slip = s.slip;
  const c = p.canvas.getContext("2d"), w = p.canvas.width;
  if (s.ended === "paper_out") {
    bare(p, s.rows, tail);
    c.fillStyle = "#e48a92";
    for (let x = -tail; x < w; x += 32) {
      c.beginPath();
      c.moveTo(x + tail, s.rows); c.lineTo(x + tail + 10, s.rows); c.lineTo(x + 10, s.rows + tail); c.lineTo(x, s.rows + tail);
      c.fill();
    }
    p.rows += tail;
  } else teeth(c, w, p.rows, -1);
  p.box.classList.add("off");
  label(p);
  setSlips(finished());
}

function teeth(c, w, at, way) {
  for (let x = 0; x < w; x += 2 * tooth) {
    c.clearRect(x, at, 2 * tooth, 1);
    c.save();
    c.globalCompositeOperation = "destination-out";
    c.beginPath();
    c.moveTo(x, at); c.lineTo(x + tooth, at + way * tooth); c.lineTo(x + 2 * tooth, at);
    c.fill();
    c.restore();
  }
}

function label(p) {
  const how = p.slip ? p.slip.text : say({ zh: "正在打印", en: "being printed" });
  p.canvas.setAttribute("aria-label", say({ zh: "小票 ", en: "slip " }) + p.box.dataset.piece + ": " + how);
}
onLang(() => pieces.forEach(label));

// roll lets the paper come out smoothly, or at once for people who want no motion.
let rolling = false;
function roll() {
  if (rolling) return;
  rolling = true;
  const step = () => {
    let moving = false;
    const below = output.scrollHeight - output.scrollTop - output.clientHeight < 120;
    for (const p of pieces.values()) {
      if (p.shown === p.rows) continue;
      const gap = p.rows - p.shown;
      p.shown = still.matches || gap < 0 || gap > 900 ? p.rows : p.shown + Math.min(gap, Math.max(4, Math.ceil(gap * 0.22)));
      p.box.style.aspectRatio = `${p.canvas.width} / ${Math.max(1, p.shown)}`;
      moving = moving || p.shown !== p.rows;
    }
    if (below) output.scrollTop = output.scrollHeight;
    if (moving) requestAnimationFrame(step);
    else rolling = false;
  };
  step();
}

export function printer(state) {
  light.classList.toggle("on", state.state === "printing");
  forget(state.forgotten);
}
