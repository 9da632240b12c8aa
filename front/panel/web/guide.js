// What a cashier is told about a transaction, in the terminal's own words: what happened, what not to do, what to do,
// how else the customer can pay, what the service desk asks for.
import { say, el } from "./say.js";

const parts = [
  ["said", "", (o) => o.said], ["not", "✗ ", (o) => o.guide?.not], ["next", "→ ", (o) => o.next], ["else", "→ ", (o) => o.guide?.else],
  ["desk", "☎ ", (o) => o.guide?.desk], ["desk", "☎ ", (o) => o.guide?.phone],
];

// advice is the lines there are; empty ones are left out.
export function advice(o) {
  return parts.map(([name, mark, of]) => [name, mark, say(of(o))]).filter(([, , text]) => text)
    .map(([name, mark, text]) => el("p", { class: name }, mark ? el("span", { class: "mark", "aria-hidden": true }, mark) : "", el("span", {}, ...together(text))));
}

// together keeps a name and its value on one line where they fit: two blanks stand between pairs. A telephone number or a
// date is never broken at its hyphens.
const together = (text) => text.split("  ").flatMap((pair, n) => [n ? "  " : "", el("span", { class: "pair" }, ...whole(pair))]);
const whole = (pair) => pair.split(/(\d+(?:-\d+)+)/).map((part, n) => (n % 2 ? el("span", { class: "whole" }, part) : part));

// told gives the lines as one text, for whoever listens.
export const told = (o) => parts.map(([, , of]) => say(of(o))).filter(Boolean).join("\n");
