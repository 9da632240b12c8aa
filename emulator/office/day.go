package office

import (
	"cmp"
	"slices"

	"posterm/emulator/host"
	"posterm/txn"
)

// Sum is how many transactions there are and what they come to.
type Sum struct {
	Count  int  `json:"count"`
	Amount Yuan `json:"amount"`
}

func (s *Sum) add(amount Yuan) { s.Count, s.Amount = s.Count+1, s.Amount+amount }

// Totals are what one terminal did for one merchant in one settlement date, or the sum of several.
//
// What was reversed or declined counts for nothing. A voided sale stays in Sales and its void stands
// in Voids, as a settlement counts them. The fee of each transaction is rounded by itself; what is
// given back brings its fee back, so that a sale and its whole refund cost nothing.
type Totals struct {
	Day      string `json:"day,omitempty"` // "2026-11-21"
	Merchant string `json:"merchant,omitempty"`
	Name     string `json:"name,omitempty"` // of the merchant, where it is known
	Terminal string `json:"terminal,omitempty"`
	Sales    Sum    `json:"sales"`   // and completions, and payments by code
	Voids    Sum    `json:"voids"`   // of them
	Refunds  Sum    `json:"refunds"` // of them
	Fees     Yuan   `json:"fees"`
	Net      Yuan   `json:"net"`     // sales less voids, refunds and fees
	Settled  Yuan   `json:"settled"` // of Net: in batches that are closed
	Open     Yuan   `json:"open"`    // of Net: not settled yet
}

// of is whose totals these are.
func (t Totals) of() [3]string { return [3]string{t.Day, t.Merchant, t.Terminal} }

func (t *Totals) add(e *host.Entry, rate Rate) {
	amount, sign := yuanOf(e.Amount), Yuan(1)
	switch {
	case e.Kind.Side() == txn.Debit:
		t.Sales.add(amount)
	case e.Kind.Tie() == txn.Undoes:
		t.Voids.add(amount)
		sign = -1
	default:
		t.Refunds.add(amount)
		sign = -1
	}
	fee := sign * rate.Of(amount)
	net := sign*amount - fee
	t.Fees, t.Net = t.Fees+fee, t.Net+net
	if e.Settled {
		t.Settled += net
	} else {
		t.Open += net
	}
}

// Days are the totals of every day, merchant and terminal, newest day first.
type Days struct {
	Rate Rate     `json:"rate"`
	Rows []Totals `json:"rows"`
	All  Totals   `json:"all"` // of the rows
}

// totals adds up the part of a ledger that fits.
func totals(ledger []host.Entry, rate Rate, fits func(*host.Entry) bool) Days {
	d := Days{Rate: rate, Rows: []Totals{}}
	at := map[[3]string]int{}
	for i := range ledger {
		e := &ledger[i]
		if e.Kind.Side() == txn.Uncounted || !moved(e) || !fits(e) {
			continue
		}
		t := Totals{Day: e.SettleDate, Merchant: e.Merchant, Terminal: e.Terminal}
		n, known := at[t.of()]
		if !known {
			n = len(d.Rows)
			at[t.of()] = n
			d.Rows = append(d.Rows, t)
		}
		d.Rows[n].add(e, rate)
		d.All.add(e, rate)
	}
	slices.SortFunc(d.Rows, func(a, b Totals) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(a.Merchant, b.Merchant), cmp.Compare(a.Terminal, b.Terminal))
	})
	return d
}

// moved says whether an entry moved or held money, whatever became of it later by another entry.
func moved(e *host.Entry) bool {
	return e.State != host.Declined && e.State != host.Reversed && e.State != host.Waiting
}
