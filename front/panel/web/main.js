// What the server tells goes to whom it concerns.
import { begin } from "./say.js";
import * as till from "./till.js";
import * as verdict from "./verdict.js";
import * as paper from "./paper.js";
import * as faults from "./faults.js";
import * as host from "./host.js";
import * as timeline from "./timeline.js";

let start = null;
const stream = new EventSource("/api/events");
const on = (name, do_) => stream.addEventListener(name, (e) => do_(JSON.parse(e.data)));

stream.onopen = () => verdict.line(true);
stream.onerror = () => verdict.line(false);

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
on("till", (t) => { till.show(t); verdict.setTill(t); });
on("printer", (p) => { paper.printer(p); faults.setPrinter(p); });
on("host", (h) => { host.setHost(h); faults.setHost(h); verdict.setHost(h); });
on("journal", (deals) => host.setDeals(deals));
on("line", (l) => timeline.add(l));
on("paper", (s) => paper.stretches(s));
