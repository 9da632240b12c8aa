// Package machine is the terminal's mind: pure tables, and a Step that looks
// up one cell and does what it says. No goroutine, no clock, no randomness, no
// map iteration, no I/O: the same code runs on a board, in exhaustive tests
// that cut the power everywhere, and in simulations that replay from a seed.
//
// # Contract
//
//  1. State = Book + Desk + Tray. The Book is what the journal says. The Desk
//     is the one exchange with the host, the Tray the one print job; both are
//     volatile and each has its own table. Every (state, event) pair is decided.
//  2. Step returns all its rows as one Commit, and that is the first effect.
//     The caller performs Commit and Show at once and in order, and stops at a
//     failed Commit. Send and Print only start work; results return as events.
//  3. The intent of a transaction is committed before its Send. The answer, the
//     slips it makes due and the first attempt at one of them are committed
//     together before anything is shown or printed.
//  4. Before a gated transaction: sign in if needed, then deliver every owed
//     reversal, oldest first, then look again whether the transaction may go on.
//  5. After a power cut: fold the roll, PowerOn. Nothing is written to recover.
package machine
