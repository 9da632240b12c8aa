package office

import (
	"cmp"
	"slices"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// moment is one line of a transaction's timeline: what the host decided, and what went over the line.
type moment struct {
	At    time.Time
	Who   string // terminal or host, whose message it is; fact: a decision
	Words txn.Words
	Code  txn.Code
	By    host.Key // the other transaction that did it
	Fault string
}

// moments puts decisions and messages in order. What is of one moment happens in this order:
// a request comes, it is decided, the answer goes out.
func moments(facts []host.Turn, messages []told) (all []moment) {
	for _, m := range messages {
		if !m.Sent {
			all = append(all, moment{At: m.At, Who: "terminal", Words: txn.Words(m.Said.Message), Fault: m.Fault})
		}
	}
	for _, t := range facts {
		all = append(all, moment{At: t.At, Who: "fact", Words: txn.Words{ZH: t.ZH, EN: t.EN}, Code: t.Response, By: t.By})
	}
	for _, m := range messages {
		if m.Sent {
			all = append(all, moment{At: m.At, Who: "host", Words: txn.Words(m.Said.Message), Fault: m.Fault})
		}
	}
	slices.SortStableFunc(all, func(a, b moment) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return all
}
