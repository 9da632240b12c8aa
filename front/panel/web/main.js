// What the server tells goes to whom it concerns.
import { begin, say } from "./say.js";
import { complain } from "./net.js";
import * as till from "./till.js";
import * as verdict from "./verdict.js";
import * as paper from "./paper.js";
import * as faults from "./faults.js";
import * as host from "./host.js";
import * as timeline from "./timeline.js";

const again = 5000; // ms until a refused page asks again
let start = null;
const listeners = [];
const on = (name, do_) => listeners.push([name, (e) => do_(JSON.parse(e.data))]);

// A stream that breaks comes again by itself; one that is refused, because too many pages are open, does not.
function listen() {
  const stream = new EventSource("/api/events");
  for (const [name, hear] of listeners) stream.addEventListener(name, hear);
  stream.onopen = () => verdict.line(true);
  stream.onerror = () => {
    verdict.line(false);
    if (stream.readyState !== EventSource.CLOSED) return;
    complain(say({ zh: "没有连上：打开的页面太多，请关闭一个；5 秒后再试", en: "Not connected: too many pages are open, close one; trying again in 5 s" }));
    setTimeout(listen, again);
  };
}

on("hello", (h) => {
  if (start && start !== h.start) { // another start of the program: this page's token is of no use any more
    location.reload();
    return;
  }
  if (start) return;
  start = h.start;
  paper.setInks(h.inks);
  verdict.setLegible(h.legible);
  timeline.setLimit(h.lines);
  till.tray(h.cards);
  begin(h.lang);
  verdict.line(true);
});
on("till", (t) => { till.show(t); verdict.setTill(t); faults.setTill(t); });
on("printer", (p) => { paper.printer(p); faults.setPrinter(p); });
on("host", (h) => { host.setHost(h); faults.setHost(h); verdict.setHost(h); });
on("journal", (deals) => host.setDeals(deals));
on("line", (l) => timeline.add(l));
on("paper", (s) => paper.stretches(s));

begin(document.documentElement.lang);
listen();
