package office

import (
	"fmt"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// Limits of how far apart two swipes may be to be taken for one purchase. Chosen: the default is
// that of the terminal's own warning.
const (
	windowDefault = 10   // minutes
	windowLimit   = 1440 // a day
)

// swipe is what two payments for one purchase have in common.
type swipe struct {
	terminal string
	card     txn.Masked
	account  string
	amount   Yuan
}

// doubles finds payments by the same card of the same amount at the same terminal within a
// window, both approved (R57). The later one is the suspect, against the newest before it that
// was not given back; where there is none, against one that was, and that is handled. The
// ledger is in order of time.
func doubles(ledger []host.Entry, window time.Duration) (found []Finding) {
	last, kept := map[swipe]*host.Entry{}, map[swipe]*host.Entry{}
	for i := range ledger {
		e := &ledger[i]
		if e.Kind.Side() != txn.Debit || e.Kind.Tie() != txn.Alone || !moved(e) {
			continue
		}
		s := swipe{e.Terminal, e.Card, e.Account, yuanOf(e.Amount)}
		before := kept[s]
		if before == nil || gone(e) || momentOf(e).Sub(momentOf(before)) > window {
			before = last[s]
		}
		if before != nil && momentOf(e).Sub(momentOf(before)) <= window {
			found = append(found, doubled(before, e, momentOf(e).Sub(momentOf(before))))
		}
		if last[s] = e; !gone(e) {
			kept[s] = e
		}
	}
	return found
}

func doubled(first, second *host.Entry, apart time.Duration) Finding {
	f := findingOf(DoubleSwipe, second)
	f.First, f.Handled = keyOf(first), gone(first) || gone(second)
	zh, en := fmt.Sprintf("%d 秒", int(apart.Seconds())), fmt.Sprintf("%d s", int(apart.Seconds()))
	if apart >= 2*time.Minute {
		zh, en = fmt.Sprintf("%d 分钟", int(apart.Minutes())), fmt.Sprintf("%d min", int(apart.Minutes()))
	}
	f.Detail = txn.Words{
		ZH: fmt.Sprintf("与凭证号 %s 同卡同金额，相隔 %s", first.Trace, zh),
		EN: fmt.Sprintf("same card and amount as trace %s, %s apart", first.Trace, en),
	}
	return f
}

// gone says whether all of it was given back.
func gone(e *host.Entry) bool { return e.State == host.Voided || e.State == host.Refunded }

func keyOf(e *host.Entry) host.Key {
	return host.Key{Terminal: e.Terminal, Batch: e.Batch, Trace: e.Trace}
}

// momentOf is when the host decided; its ledger always says.
func momentOf(e *host.Entry) time.Time {
	at, _ := time.Parse(time.RFC3339, e.Time)
	return at
}

func findingOf(p Problem, e *host.Entry) Finding {
	return Finding{
		Problem: p, Key: keyOf(e), Kind: e.Kind, Amount: yuanOf(e.Amount), Card: e.Card, Time: e.Time, Host: string(e.State),
	}
}
