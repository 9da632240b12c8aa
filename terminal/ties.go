package terminal

import (
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// What a transaction is tied to says how it stands, too.

// renewed is a hold whose completion was voided since: it is there again, which its own rows
// do not tell.
func (l *loop) renewed(t roll.Txn) roll.Txn {
	if t.TakenIs != roll.Approved {
		return t
	}
	if c, err := l.txn(t.Taken); err == nil && c.Money(0) == txn.MoneyVoided {
		t.TakenIs = roll.Reversed
	}
	return t
}

// tiedOpen is the oldest void, completion or refund of a transaction that is not decided. A zero
// ID: there is none.
func (l *loop) tiedOpen(t roll.Txn) roll.Txn {
	for _, other := range l.st.Book.Txns {
		if other.Orig == t.ID && other.Kind.Tie() != txn.Alone && other.Undecided() && other.ID != l.st.Live {
			return other
		}
	}
	return roll.Txn{}
}

// ours says what this terminal's record says of what an enquiry asked about; empty: nothing.
func (l *loop) ours(t roll.Txn) (w txn.Words, has bool) {
	o := t.Intent.Original
	if t.Kind != txn.Query || o == nil {
		return w, false
	}
	ref, record := txn.Ref{Batch: o.Batch, Trace: o.Trace}, (*roll.Record)(nil)
	if h := t.Outcome.Holds; h != nil && h.Record != nil {
		record = h.Record
	}
	if ref.Trace == 0 && record != nil && record.Terminal == t.Intent.Terminal { // it was named by its reference number
		ref = txn.Ref{Batch: record.Batch, Trace: record.Trace}
	}
	if ref.Trace == 0 || ref.Batch == 0 {
		return w, false
	}
	id, err := l.roll.Find(ref)
	if err != nil {
		return w, false
	}
	of, err := l.txn(id)
	if err != nil || of.Kind == txn.Query {
		return w, false
	}
	w = join(txn.Words{ZH: "本机记录：", EN: "This terminal's record: "}, l.view(of).Words.Said)
	if record != nil && l.differs(of, record) {
		w = join(w, txn.Words{ZH: "与主机记录不一致，请联系收单行核实，核实前不要交货也不要重复收款。", EN: " The two disagree: call the acquirer; hand over no goods and charge nobody again before that."})
	}
	return w, true
}

// differs says whether this terminal's record of a transaction is not the host's: what is open here may be so.
func (l *loop) differs(of roll.Txn, r *roll.Record) bool {
	m := of.Money(l.st.Live)
	switch {
	case of.Kind != r.Kind || of.Intent.Amount != r.Amount:
		return true
	case of.Undecided():
		return false
	}
	happened := m == txn.MoneyApproved || m == txn.MoneyVoided
	return happened != r.Held.Happened() || (m == txn.MoneyVoided) != (r.Held == txn.HeldVoided)
}

// parked says whether anything waits for a person.
func (l *loop) parked() bool {
	return slices.ContainsFunc(l.st.Book.Txns, func(t roll.Txn) bool { return t.Is == roll.Parked })
}

// parkedAdvice stands in for "nothing to do" while something does wait.
var parkedAdvice = txn.Words{ZH: "另有交易需人工处理：用 posterm reversal list 查看。", EN: `Something else needs a person: see "posterm reversal list".`}

// tiedAdvice is what to do about something open that is tied to a transaction.
func tiedAdvice(t roll.Txn) txn.Words {
	trace, kind := t.Trace.String(), t.Kind.Words()
	if t.Is == roll.Parked {
		return txn.Words{
			ZH: "它的" + kind.ZH + "（凭证号 " + trace + "）需人工处理：联系收单行后用 posterm reversal resolve " + trace + " 了结。",
			EN: "Its " + kind.EN + ", trace " + trace + `, needs a person: call the acquirer, then end it with "posterm reversal resolve ` + trace + `".`,
		}
	}
	return txn.Words{
		ZH: "做一笔联机交易（如余额查询）即可了结它的" + kind.ZH + "（凭证号 " + trace + "）。",
		EN: "Make any online transaction, such as a balance inquiry, to settle its " + kind.EN + ", trace " + trace + ".",
	}
}
