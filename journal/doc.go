// Package journal is the durable roll: the rows of package journal/roll in a
// SQLite database, and nothing that is only believed to be there.
//
// # What it promises
//
//  1. Commit returns nil only when all its rows, and the sealed card number that
//     came with them, are on the disk; otherwise none of them is there after the
//     next Open. A commit is one SQLite transaction and one fsync of the log.
//  2. After an error of Commit the Journal takes no more rows. Whoever holds it
//     opens it again and folds: the roll says what happened.
//  3. Book and Check believe nothing that the chain of keyed hashes does not
//     confirm. A row that is read alone is checked against its predecessor.
//  4. A card number is on disk only sealed; tracks, PINs and keys never get here.
//  5. An event that a row tells is in the outbox if the row is in the roll (outbox.go),
//     until it was delivered, or dropped at the limit, which never befalls money.
//  6. One process holds a journal. The second one is told who holds it.
//
// # Files of a data directory
//
//	posterm.lock    flock of the process that holds it; content "4711 sale\n"
//	secrets.key     root key and terminal master key, sealed under the device secret, mode
//	                0600, written once (secrets.go, sealed.go, device.go)
//	journal.db      the roll (schema.go), mode 0600
//	journal.db-wal  SQLite's log; the newest rows live here until a checkpoint; zeros behind them
//	journal.head    how long the roll was when it was last seen (head.go)
//
// # The order of writing
//
// Create makes the directory and syncs those above it, writes the database under
// another name, gives it its own and syncs the directory, writes secrets.key, and
// syncs the directory again: a directory without secrets.key is not
// provisioned, whatever else is in it. Open syncs it too: a Create that was killed may
// have left a name that nobody synced.
//
// synchronous=EXTRA is set before journal_mode=WAL. With EXTRA the log is synced
// once in every commit, after its frames and before Commit returns. The first
// commit after an Open or a checkpoint syncs once more, for the log's header.
//
// The frames of a commit reach the log in one piece, just before that sync, and the
// log's file grows in steps, ahead of the frames (vfs.go): to write over what is
// there and sync is cheaper than to make a file longer.
//
// A process that was killed may leave a commit in the log that nobody synced.
// It can be read, but a power cut could still take it away. Open therefore writes the
// log over itself (a system that could not sync it may have given it up for good), syncs
// it, and moves it into the database, synced, before anybody may act on what it says.
//
// # What it cannot know
//
// A disk that lies about fsync, or a whole directory put back from an older copy,
// looks like an older journal. Only the host remembers more.
package journal
