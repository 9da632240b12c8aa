package terminals

import (
	"context"
	"fmt"

	"posterm/comms/message"
	"posterm/txn"
)

// totals are what the till sold and gave back.
func (t *till) totals() (sum txn.Totals) {
	for _, s := range t.sold {
		if s.Get(3) != "000000" || t.forgetsVoids && t.voided[s.Get(11)] {
			continue
		}
		amount, _ := txn.FenFromDigits(s.Get(4))
		sum.Debit.Count++
		sum.Debit.Amount += amount
	}
	sum.Credit = t.credit
	if t.forgetsVoids {
		sum.Credit = txn.Sum{}
	}
	if t.losesCount {
		sum.Debit.Count--
	}
	return sum
}

// settle compares, uploads where it must, and ends the batch; or goes on where it was cut.
func (t *till) settle(ctx context.Context) {
	if t.cut == nil && !t.compare(ctx) {
		return
	}
	rest := t.cut
	switch {
	case rest(ctx):
		n, _ := txn.ParseNumber(t.batch)
		t.cut, t.sold, t.credit, t.batch = nil, nil, txn.Sum{}, txn.Batch(n).Next().String()
	case t.forgetsBatch:
		t.cut = nil
	}
}

// compare sends the totals, and keeps what is to be done then.
func (t *till) compare(ctx context.Context) bool {
	m := t.plain("0500", "00", "201", "")
	m.Set(49, "156")
	m.Set(63, "01 ")
	digits, _ := message.Totals{Domestic: message.Half{Totals: t.totals()}}.Pack()
	m.Set(48, digits)
	a, err := t.exchange(ctx, m)
	if err != nil || a.Get(39) != "00" {
		return false
	}
	said, err := message.ParseTotals(a.Get(48))
	if err != nil {
		return false
	}
	t.cut = func(ctx context.Context) bool { return t.end(ctx, "207", 0) }
	if said.Domestic.Result != txn.Balanced {
		t.cut = func(ctx context.Context) bool {
			return (t.neverUploads || t.upload(ctx)) && t.end(ctx, "202", len(t.sold))
		}
	}
	return true
}

func (t *till) upload(ctx context.Context) bool {
	for from := 0; from < len(t.sold) && (from == 0 || !t.firstGroup); from += message.ListLimit {
		var list []message.Record
		for _, s := range t.sold[from:min(from+message.ListLimit, len(t.sold))] {
			trace, _ := txn.ParseNumber(s.Get(11))
			amount, _ := txn.FenFromDigits(s.Get(4))
			list = append(list, message.Record{Trace: txn.Trace(trace), PAN: txn.PAN(t.pan), Amount: amount})
		}
		digits, err := message.PackList(list)
		if err != nil {
			panic(err)
		}
		m := t.plain("0320", "00", "201", "")
		m.Set(48, digits)
		if a, err := t.exchange(ctx, m); err != nil || a.Get(39) != "00" {
			return false
		}
	}
	return true
}

func (t *till) end(ctx context.Context, network string, count int) bool {
	if t.neverEnds {
		return true
	}
	m := t.plain("0320", "00", network, "")
	m.Set(48, fmt.Sprintf("%04d", count))
	a, err := t.exchange(ctx, m)
	return err == nil && a.Get(39) == "00"
}
