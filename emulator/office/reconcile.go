package office

import (
	"cmp"
	"slices"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// Result is what the next day's reconciliation 次日对账 found.
type Result struct {
	// Agree: nothing has to be done.
	Agree     bool       `json:"agree"`
	Day       string     `json:"day"`            // settlement date; empty: all days
	Window    int        `json:"window_minutes"` // of double swipes
	Entries   int        `json:"entries"`        // of the ledger that were looked at
	Terminals []string   `json:"terminals"`      // those whose export was compared, see Exports
	Records   int        `json:"records"`        // of their exports
	Exports   []Uploaded `json:"exports"`
	// Findings are told in order of terminal, batch and trace.
	Findings []Finding `json:"findings"`
	Open     []Finding `json:"open"` // nobody knows yet: no disagreement
}

// reconcile compares a ledger with itself and with what terminals say of themselves. Nothing
// is said of terminals without a record: there is nothing to compare. Pure.
func reconcile(ledger []host.Entry, records []Record, day string, window int) Result {
	x := Export{Records: records}
	r := Result{Day: day, Window: window, Terminals: append([]string{}, x.Terminals()...), Findings: []Finding{}, Open: []Finding{}}
	known := map[host.Key]*Record{}
	newest := map[string]time.Time{}
	for i := range records {
		rec := &records[i]
		known[rec.Key] = rec
		if rec.Time.After(newest[rec.Terminal]) {
			newest[rec.Terminal] = rec.Time
		}
	}
	for _, f := range doubles(ledger, time.Duration(window)*time.Minute) {
		r.find(f)
	}
	held := make(map[host.Key]bool, len(ledger))
	for i := range ledger {
		e := &ledger[i]
		rec := known[keyOf(e)]
		held[keyOf(e)] = true
		if day != "" && e.SettleDate != day {
			continue
		}
		r.Entries++
		if _, compared := newest[e.Terminal]; compared {
			r.compare(e, rec, momentOf(e).After(newest[e.Terminal]))
		}
	}
	for i := range records {
		if rec := &records[i]; !held[rec.Key] && (day == "" || rec.Time.Format(time.DateOnly) == day) {
			r.unheld(rec)
		}
	}
	r.Records = len(records)
	return r.finish(ledger)
}

// find keeps a finding that has to do with the day.
func (r *Result) find(f Finding) {
	if f.Detail.ZH == "" {
		f.Detail = sides(&f)
	}
	if f.Problem == StillOpen {
		r.Open = append(r.Open, f)
		return
	}
	r.Findings = append(r.Findings, f)
}

// finish leaves out what is of another day, and puts the findings in order.
func (r Result) finish(ledger []host.Entry) Result {
	if r.Day != "" {
		days := map[host.Key]string{}
		for i := range ledger {
			days[keyOf(&ledger[i])] = ledger[i].SettleDate
		}
		r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return f.Problem == DoubleSwipe && days[f.Key] != r.Day })
	}
	byNumber := func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Terminal, b.Terminal), cmp.Compare(a.Batch, b.Batch), cmp.Compare(a.Trace, b.Trace), cmp.Compare(a.Problem, b.Problem))
	}
	slices.SortStableFunc(r.Findings, byNumber)
	slices.SortStableFunc(r.Open, byNumber)
	r.Agree = !slices.ContainsFunc(r.Findings, func(f Finding) bool { return !f.Handled })
	return r
}

// compare holds an entry of a terminal that told its journal against its record; nil: it has none.
func (r *Result) compare(e *host.Entry, rec *Record, late bool) {
	f := findingOf(HostOnly, e)
	if rec == nil {
		if f.Behind, f.Handled = late, gone(e); moved(e) {
			r.find(f)
		}
		return
	}
	f.Claim = rec.Money.String()
	switch {
	case open(rec):
		f.Problem = StillOpen
	case moved(e) && !claims(rec):
		f.Handled = gone(e)
	case !moved(e) && claims(rec):
		f.Problem = TerminalOnly
	case !moved(e):
		return
	case rec.Amount != f.Amount:
		f.Problem, f.Detail = AmountDiffers, differs(f.Amount, rec.Amount)
	case rec.Card != "" && e.Card != "" && rec.Card != e.Card:
		f.Problem, f.Detail = CardDiffers, differs(e.Card, rec.Card)
	case rec.Kind != e.Kind:
		f.Problem, f.Detail = NumbersDiffer, differs(e.Kind, rec.Kind)
	case rec.RRN != "" && rec.RRN != e.RRN:
		f.Problem, f.Detail = NumbersDiffer, differs(e.RRN, rec.RRN)
	case rec.Settled && !e.Settled && e.Kind.Side() != txn.Uncounted:
		f.Problem = NotSettled
	default:
		return
	}
	r.find(f)
}

// unheld is a record that the host knows nothing of.
func (r *Result) unheld(rec *Record) {
	f := Finding{
		Problem: TerminalOnly, Key: rec.Key, Kind: rec.Kind, Amount: rec.Amount, Card: rec.Card,
		Time: rec.Time.Format(time.RFC3339), Claim: rec.Money.String(),
	}
	switch {
	case open(rec):
		f.Problem = StillOpen
	case !claims(rec):
		return
	}
	r.find(f)
}

// claims says whether a terminal says that the money moved, whatever became of it later.
func claims(r *Record) bool { return r.Money == txn.MoneyApproved || r.Money == txn.MoneyVoided }

// open says whether the terminal itself does not know, or waits for a person.
func open(r *Record) bool {
	switch r.Money {
	case txn.MoneyPending, txn.MoneyReversing, txn.MoneyParked, txn.MoneyAsking:
		return true
	}
	return false
}
