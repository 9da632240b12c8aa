package machine

import (
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// settlement answers each message of a settlement again as the first time.
func (h *acquirer) settlement(m message) reply {
	if r, again := h.said[m.number]; again {
		return r
	}
	var r reply
	switch m.as {
	case txn.Request:
		r = h.compare(m)
	case txn.BatchList:
		r = h.list(m)
	case txn.BatchEnd:
		r = h.end(m)
	}
	h.said[m.number] = r
	return r
}

// totals are what the ledger holds of a batch. What was voided stays counted, and its void too.
func (h *acquirer) totals(batch txn.Batch) (f roll.Frozen) {
	for _, e := range h.counted(batch) {
		org := "CUP"
		if e.foreign() {
			org = "VIS"
		}
		f = f.Count(e.kind, e.amount, org)
	}
	return f
}

func (h *acquirer) counted(batch txn.Batch) (counted []entry) {
	for _, e := range h.ledger {
		if e.batch == batch && e.stands() && e.kind.Side() != txn.Uncounted {
			counted = append(counted, e)
		}
	}
	return counted
}

// compare compares totals, domestic and foreign apart.
func (h *acquirer) compare(m message) reply {
	own := h.totals(m.batch)
	own.Domestic.Debit.Count += h.stray.Debit.Count
	own.Domestic.Debit.Amount += h.stray.Debit.Amount
	v := roll.Verdict{Domestic: txn.Balanced, Foreign: txn.Balanced, Code: "00", Host: &own}
	if own.Domestic != m.totals.Domestic {
		v.Domestic = txn.Unbalanced
	}
	if own.Foreign != m.totals.Foreign {
		v.Foreign = txn.Unbalanced
	}
	if h.digit != txn.NotCompared {
		v.Domestic = h.digit
	}
	h.verdict[m.batch] = v.Result()
	return reply{code: "00", verdict: v}
}

func (h *acquirer) list(m message) reply {
	if n := len(m.list); n == 0 || n > GroupSize {
		h.w.fail("host: a group of %d transactions", n)
	}
	h.uploads[m.batch] = append(h.uploads[m.batch], m.list...)
	return reply{code: "00"}
}

// end closes a batch. It comes once, after everything that was to be uploaded.
func (h *acquirer) end(m message) reply {
	got := h.uploads[m.batch]
	verdict, compared := h.verdict[m.batch]
	want := []uploaded{}
	if verdict != txn.Balanced {
		for _, e := range h.counted(m.batch) {
			want = append(want, uploaded{e.trace, e.amount, e.foreign()})
		}
	}
	byTrace := func(a, b uploaded) int { return int(a.trace) - int(b.trace) }
	got = slices.SortedFunc(slices.Values(got), byTrace)
	slices.SortFunc(want, byTrace)
	switch {
	case !compared:
		h.w.fail("host: the end of batch %s before its totals", m.batch)
	case len(got) != m.records:
		h.w.fail("host: the end of batch %s claims %d transactions of %d that came", m.batch, m.records, len(got))
	case !slices.Equal(got, want) && !h.w.rough():
		h.w.fail("host: batch %s is ended with %v uploaded, want %v", m.batch, got, want)
	}
	if h.ended[m.batch]++; h.ended[m.batch] > 1 {
		h.w.fail("host: batch %s is ended twice", m.batch)
	}
	h.batch = m.batch.Next()
	return reply{code: "00"}
}
