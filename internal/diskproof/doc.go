// Package diskproof proves the shipped journal against the disk under it: the real
// schema on the real SQLite, sealed card numbers, the head and the log's own VFS
// layer, on a simulated disk (posterm/internal/simdisk says what that may do).
//
// # What is played
//
// Flows (flows.go): every story a terminal commits, each kind of transaction that
// package txn knows with each of its ends, and days drawn from a seed. A script is a
// flow written down with the truth after each act: all rows, the Book, and the card
// numbers that are still kept.
//
// # What is demanded
//
//   - Storage: after a power cut at any operation the journal opens, Check finds
//     nothing, and its truth is that after the last acknowledged act, or after the one
//     that was under way: whole commits only. It takes the next sale. The same when its
//     recovery is cut at any operation, and when the process was killed at any operation,
//     another one opened the journal, and the power was cut then: what the second one
//     has shown stays.
//   - Creation: after a power cut at any operation of init there is no journal, which
//     the terminal says, and init can be run again; or a whole one.
//   - Faults: when an operation fails the act may fail, and then the journal takes
//     nothing more. What a healthy process, or one after a power cut, finds is what was
//     acknowledged, and at most the failed act as a whole.
//   - Bits: a flipped bit is noticed when the journal is opened and read, or changes
//     nothing that is read.
//
// # The one exception
//
// journal.head is never synced, so it may be older than the roll after a power cut,
// or gone. It then adds no check until the next commit. It is written after its commit
// is durable, so it is never newer: if it were, Open would refuse the journal, and this
// proof would call that unreadable.
package diskproof
