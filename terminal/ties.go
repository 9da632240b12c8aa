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
	id, err := l.roll.Find(txn.Ref{Batch: o.Batch, Trace: o.Trace})
	if err != nil {
		return w, false
	}
	of, err := l.txn(id)
	if err != nil || of.Kind == txn.Query {
		return w, false
	}
	return join(txn.Words{ZH: "本机记录：", EN: "This terminal's record: "}, l.view(of).Words.Said), true
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
