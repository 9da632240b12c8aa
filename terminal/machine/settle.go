package machine

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// Settlement (RULES.md 4.2): freeze with totals, compare (0500), upload in groups of
// eight unless balanced, end (0320), close in one commit. Each step is durable before
// the next message leaves, and every message is sent again with its own number, so that
// it goes on where it was cut. Until it ends no money moves.

// GroupSize is how many transactions one upload message carries (PROTOCOL.md 2.6).
const GroupSize = 8

// groups is how many messages so many transactions need.
func groups(records int) int { return (records + GroupSize - 1) / GroupSize }

// records is how many transactions a frozen batch counts.
func records(f roll.Frozen) int {
	all := f.All()
	return all.Debit.Count + all.Credit.Count
}

// settleable says whether a settlement may be begun.
func settleable(s State) Refusal {
	switch {
	case s.Book.Freeze != 0:
		return Possible
	case s.Book.Count == 0 && !s.Book.Clash():
		return RefusedEmptyBatch
	}
	return Possible
}

// freeze arms a settlement, or goes on with one.
func (m *move) freeze() {
	m.s.Shots = 0
	if t, frozen := m.s.Book.Find(m.s.Book.Freeze); frozen {
		m.s.Desk, m.s.Live = Settling, t.ID
		if t.Compared == nil {
			m.note(t, roll.Repeat, roll.Try{N: t.Tries + 1})
		}
		m.settleOn()
		return
	}
	f := m.s.Book.Totals
	f.Reserve = groups(records(f)) + 1
	m.begin(txn.Settle, roll.Intent{Frozen: &f}, 0)
	m.s.Desk = Settling
	m.settleOn()
}

// settleOn sends the next message of a settlement.
func (m *move) settleOn() {
	t := m.live()
	upload := t.Compared != nil && t.Compared.Result() != txn.Balanced
	m.s.Shots++
	screen := Screen{Of: t.ID, Trace: t.Trace, Kind: t.Kind, N: t.Upload.Groups + 1}
	switch {
	case t.Compared == nil:
		screen.Is, m.s.Out = Freezing, txn.Request
	case upload && t.Upload.Groups < groups(records(*t.Intent.Frozen)):
		screen.Is, m.s.Out = Uploading, txn.BatchList
	default:
		screen.Is, m.s.Out = EndingBatch, txn.BatchEnd
	}
	m.show(screen)
	m.start(Send{Of: t.ID, As: m.s.Out, Group: t.Upload.Groups})
}

// settled: the host answered a message of a settlement.
func settled(m *move, e Event) {
	a, t := e.(Answered), m.live()
	code := a.Outcome.Code
	compared := m.s.Out == txn.Request && a.Verdict.Result() != txn.NotCompared
	switch {
	case !a.Authentic, code.Class() == txn.SignFirst && !compared:
		m.note(t, roll.Refused, roll.Refusal{Code: code, SignIn: true})
		m.s.Live = 0
		m.advance()
		return
	case compared:
		m.note(t, roll.Compared, a.Verdict)
	case m.s.Out == txn.BatchList && code.Approves():
		n := min(GroupSize, records(*t.Intent.Frozen)-t.Upload.Records)
		m.note(t, roll.Uploaded, roll.Upload{Groups: t.Upload.Groups + 1, Records: t.Upload.Records + n})
	case m.s.Out == txn.BatchEnd && code.Approves():
		m.closeBatch(t, a.Outcome)
		return
	default:
		m.note(t, roll.Refused, roll.Refusal{Code: code, Requires: a.Outcome.Requires})
		m.end(t)
		return
	}
	m.s.Shots = 0
	m.settleNext()
}

// settleNext goes on, unless somebody wants to leave: it can be resumed anywhere.
func (m *move) settleNext() {
	if m.s.leaving() != Possible {
		m.end(m.live())
		return
	}
	m.settleOn()
}

// unsettled: no answer. The same message is sent again; the host answers it as it did
// the first time. Only when nothing of the very first one left is the batch not frozen.
func unsettled(m *move, e Event) {
	t := m.live()
	n, unsent := e.(NotSent)
	m.forged(t, e)
	switch {
	case !m.s.Book.Signed:
		m.s.Live = 0
		m.advance()
		return
	case unsent && m.s.Out == txn.Request && t.Tries == 0:
		m.note(t, roll.NotSent, roll.Doubt{Why: n.Why, Line: n.Line})
		m.end(t)
		return
	case m.s.Shots >= m.s.Policy.Reversal.Attempts:
		m.end(t)
		return
	case m.s.Out == txn.Request && m.s.leaving() == Possible:
		m.note(t, roll.Repeat, roll.Try{N: t.Tries + 1})
	}
	m.settleNext()
}

// closeBatch writes the outcome and the checkpoint in one commit: the batch is closed
// whatever the printer does. What is owed is carried over.
func (m *move) closeBatch(t roll.Txn, o roll.Outcome) {
	o.Report = m.report(t)
	m.approved(t, o)
	batch := m.s.Book.Batch
	m.write(roll.Row{Batch: batch, What: roll.Closed, Body: roll.Checkpoint{Book: m.s.Book.NextBatch()}})
	m.end(t)
}

// report says how the settlement ended and what it leaves behind.
func (m *move) report(t roll.Txn) *roll.Report {
	r := &roll.Report{Result: t.Compared.Result(), Due: m.s.Book.OwedSlips(), Unconfirmed: m.s.Want.Unconfirmed}
	for _, owing := range m.s.Book.Txns {
		if owing.Is == roll.Parked {
			r.Parked = append(r.Parked, owing.Trace)
		}
	}
	return r
}
