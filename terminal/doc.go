// Package terminal is the loop around the machine: one goroutine owns the
// state, commits and shows in order, starts exchanges and print jobs in device
// goroutines, and takes their results as events.
//
//	door ── order ──▶ loop ── Step ──▶ Commit ▶ Show ▶ Send ▶ Print
//	                    ▲                               │      │
//	                    └──────── events ◀──── link ◀───┘      │
//	                    └──────── events ◀──── printer ◀───────┘
//
// What holds in the shipped program, whatever the machine says:
//
//  1. No request leaves without its committed intent, no reversal without its
//     committed try.
//  2. No slip is printed without its committed attempt, no approved slip
//     without its committed approval.
//  3. Nothing is shown that is not committed.
//  4. A failed commit stops everything; the journal is opened again and folded.
//     After a second failure the terminal only reports.
package terminal
