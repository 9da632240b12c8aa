// What goes to the server. Requests leave one after the other: keys must not overtake each other.
import { say } from "./say.js";

const token = document.querySelector('meta[name="posterm-token"]').content;
let queue = Promise.resolve();
const alertBox = document.getElementById("alert");
let hide = 0;

export function complain(text) {
  alertBox.textContent = text;
  alertBox.hidden = !text;
  clearTimeout(hide);
  if (text) hide = setTimeout(() => { alertBox.hidden = true; }, 8000);
}

async function send(method, path, body) {
  const init = { method, headers: { "X-Posterm-Token": token } };
  if (body !== undefined) {
    init.headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  try {
    const reply = await fetch(path, init);
    if (reply.ok) return true;
    const problem = await reply.json().catch(() => ({}));
    complain(problem.error ? say(problem.error) : problem.detail ?? reply.statusText);
  } catch {
    complain(say({ zh: "连不上面板：程序还在运行吗？", en: "The panel cannot be reached: is the program still running?" }));
  }
  return false;
}

export const post = (path, body) => (queue = queue.then(() => send("POST", path, body)));
export const lab = (method, path, body) => (queue = queue.then(() => send(method, "/lab" + path, body)));
export const press = (key) => post("/api/key", { key });
export const present = (card) => post("/api/card", { card });
