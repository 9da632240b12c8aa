package check

import (
	"fmt"

	"posterm/emulator/host"
	"posterm/txn"
)

// use is what was done to an original, and still stands.
type use struct {
	voids, completions int
	refunds            txn.Fen
}

// with counts one more.
func (u use) with(tie txn.Tie, amount txn.Fen) use {
	switch tie {
	case txn.Undoes:
		u.voids++
	case txn.Fulfils:
		u.completions++
	case txn.GivesBack:
		u.refunds += amount
	}
	return u
}

// overused: an original is undone once, gives back no more than it brought, and a hold
// becomes money once, or is released.
func (c *checker) overused(of txn.Ref, u use, amount txn.Fen, by txn.Words) {
	says := func(p Problem, zh, en string) { c.find(p, of, by.ZH+"："+zh, by.EN+": "+en) }
	switch {
	case u.voids > 1:
		says(ReturnedTwice, fmt.Sprintf("%d 笔撤销", u.voids), fmt.Sprintf("%d voids", u.voids))
	case u.completions+u.voids > 1:
		says(HoldUsedTwice, fmt.Sprintf("完成 %d 笔，撤销 %d 笔", u.completions, u.voids), fmt.Sprintf("%d completions, %d voids", u.completions, u.voids))
	case u.refunds > amount, u.voids > 0 && u.refunds > 0:
		says(ReturnedTooMuch, fmt.Sprintf("退货合计 %s，撤销 %d 笔，原交易 %s", u.refunds, u.voids, amount), fmt.Sprintf("refunds of %s and %d voids of %s", u.refunds, u.voids, amount))
	}
}

// originals holds the ledger against itself: what it calls an original is what its own
// entries left of it. What a transaction by itself explains is told there.
func (c *checker) originals() {
	used, once := map[host.Key]use{}, map[host.Key]bool{}
	for i := range c.Ledger {
		e := &c.Ledger[i]
		if e.Original == (host.Key{}) || !stands(e) || once[named(e)] {
			continue // twice under one number is told by ChargedTwice
		}
		once[named(e)] = true
		amount, _ := txn.ParseFen(e.Amount) // what cannot be read is told by AmountDiffers
		used[e.Original] = used[e.Original].with(e.Kind.Tie(), amount)
	}
	for i := range c.Ledger {
		e := &c.Ledger[i]
		k := entryKey(e)
		if c.entries[k] == nil || c.explained(k.ref) {
			continue
		}
		u := used[named(e)]
		amount, _ := txn.ParseFen(e.Amount)
		c.overused(k.ref, u, amount, txn.Words{ZH: "账本", EN: "ledger"})
		if state, refunded := u.leaves(e, amount); (e.State != state || e.Refunded != refunded) && !c.explained(k.ref) && !c.usersExplained(e) {
			c.find(OriginalDiffers, k.ref, fmt.Sprintf("账本 %s（已退 %q），按其明细应为 %s（已退 %q）", e.State, e.Refunded, state, refunded),
				fmt.Sprintf("ledger: %s, refunded %q; by its entries: %s, refunded %q", e.State, e.Refunded, state, refunded))
		}
	}
}

// named is how the ledger names an entry.
func named(e *host.Entry) host.Key {
	return host.Key{Terminal: e.Terminal, Batch: e.Batch, Trace: e.Trace}
}

// leaves is what the ledger should call an entry to which this was done.
func (u use) leaves(e *host.Entry, amount txn.Fen) (state host.State, refunded string) {
	if u.refunds != 0 {
		refunded = u.refunds.String()
	}
	switch {
	case u.voids > 0:
		return host.Voided, refunded
	case u.completions > 0:
		return host.Completed, refunded
	case u.refunds != 0 && u.refunds == amount:
		return host.Refunded, refunded
	case u.refunds != 0, stands(e), e.State == host.Voided:
		return host.Approved, refunded
	}
	return e.State, refunded // declined or reversed
}

// usersExplained: when one of the entries that name an original is wrong by itself, so is what it left.
func (c *checker) usersExplained(e *host.Entry) bool {
	for i := range c.Ledger {
		user := &c.Ledger[i]
		if user.Original == named(e) && c.explained(entryKey(user).ref) {
			return true
		}
	}
	return false
}
