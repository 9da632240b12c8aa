// Package conformance is what examinations of other people's machines have in common: cases, verdicts, the evidence for
// them, and how they are told.
//
// Package conformance/terminals lets the lab's host examine a terminal; package conformance/hosts examines a host with the
// terminal's own side of the line. A verdict is about what was on the line, and says which rule it holds the machine to:
//
//   - pass: the machine did what the rule wants;
//   - fail: it did something else, and the evidence shows it;
//   - inconclusive: nothing was seen that could be judged, such as a terminal that never sent the sale;
//   - skipped: the machine does not offer what the case is about.
//
// Cases that nobody asked for are not in a report.
package conformance
