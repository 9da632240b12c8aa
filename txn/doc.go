// Package txn is the vocabulary of the terminal: money, numbers, cards, kinds of
// transaction, response codes, verdicts and the names of things on paper.
//
// It holds values only. Nothing here waits, reads a clock or touches a device.
// Two facts are kept apart everywhere: what happened to the money (Money,
// Verdict) and what happened to the paper (Paper, Fault). Neither is ever
// inferred from the other.
package txn
