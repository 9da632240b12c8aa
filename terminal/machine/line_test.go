package machine

import (
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// number is what the acquirer knows a message by, beside the terminal.
type number struct {
	batch txn.Batch
	trace txn.Trace
}

// message is what goes over the line, as far as the acquirer looks at it.
type message struct {
	number
	of       roll.ID // whose message, for the checks only
	as       txn.Message
	n        int // which send, question or group
	kind     txn.Kind
	amount   txn.Fen
	original roll.Original
	order    string
	keys     string
	totals   roll.Frozen
	list     []uploaded
	records  int // that the batch end claims
}

// uploaded is one transaction of an upload.
type uploaded struct {
	trace   txn.Trace
	amount  txn.Fen
	foreign bool
}

// message puts on the line what the terminal's loop would, from durable rows alone.
func (w *world) message(t roll.Txn, e Send) message {
	m := message{
		number: number{t.Batch, t.Trace}, of: t.ID, as: e.As, n: t.Tries, kind: t.Kind, amount: t.Intent.Amount,
		order: t.Intent.Order, keys: w.book.Keys.Block,
	}
	if o := t.Intent.Original; o != nil {
		m.original = *o
	}
	switch e.As {
	case txn.OrderQuery, txn.OrderClose:
		m.trace, m.n = t.Asked.Trace, t.Asked.N
	case txn.BatchList:
		m.trace, m.n, m.list = t.Trace.Skip(1+e.Group), e.Group, w.group(t, e.Group)
	case txn.BatchEnd:
		m.trace, m.records = t.Trace.Skip(t.Intent.Frozen.Reserve), t.Upload.Records
	}
	if t.Intent.Frozen != nil {
		m.totals = *t.Intent.Frozen
	}
	return m
}

// group is one group of the upload of a batch.
func (w *world) group(t roll.Txn, n int) (list []uploaded) {
	all := w.counted(t.Batch, t.ID)
	for _, c := range all[min(n*GroupSize, len(all)):min((n+1)*GroupSize, len(all))] {
		list = append(list, uploaded{c.Trace, c.Intent.Amount, c.Outcome.Foreign()})
	}
	return list
}

// counted are the transactions of a batch that a settlement counts, as they stood when
// row before was written.
func (w *world) counted(batch txn.Batch, before roll.ID) (counted []roll.Txn) {
	var all []roll.Txn
	at := map[roll.ID]int{}
	for _, r := range w.rows {
		if r.Seq >= uint64(before) {
			break
		}
		if r.What == roll.IntentMade && r.Batch == batch && r.Kind.Side() != txn.Uncounted {
			at[r.Txn] = len(all)
			all = append(all, roll.FoldTxn([]roll.Row{r}))
			continue
		}
		if i, told := at[r.Txn]; told {
			all[i] = all[i].Apply(r)
		}
	}
	for _, t := range all {
		if t.Stands() {
			counted = append(counted, t)
		}
	}
	return counted
}

// send is the first assertion of the shipped program, and the line.
func (w *world) send(e Send) {
	t := w.txn(e.Of)
	w.maySend(t, e)
	m := w.message(t, e)
	w.ownNumber(m)
	at := w.at()
	const lostRequest, lostAnswer, notSent, late, badMAC, signFirst = 1, 2, 3, 4, 5, 6
	switch fault := w.fault(6); fault {
	case signFirst: // processed, yet somebody without the key says it was not
		w.exchange(m)
		w.link = append(w.link, Answered{At: at, Outcome: roll.Outcome{Code: "77"}, KeysHold: true})
	case lostRequest:
		w.link = append(w.link, NoAnswer{At: at, Reason: txn.NoReply})
	case notSent:
		w.link = append(w.link, NotSent{At: at})
	case late:
		w.delayed = append(w.delayed, m)
		w.link = append(w.link, NoAnswer{At: at, Reason: txn.NoReply})
	case lostAnswer, badMAC:
		w.exchange(m)
		reason := txn.NoReply
		if fault == badMAC {
			reason = txn.BadMAC
		}
		w.link = append(w.link, NoAnswer{At: at, Reason: reason})
	default:
		w.link = append(w.link, w.exchange(m))
	}
}

// exchange lets the acquirer answer, after what was still in the network, if fate wants it so.
func (w *world) exchange(m message) Answered {
	if len(w.delayed) > 0 && w.fate.Pick(2) == 1 {
		w.arrive()
	}
	r := w.host.answer(m)
	w.log("  host: %s %s %s %s -> %s %+v", m.kind, m.as, m.batch, m.trace, r.code, r.verdict)
	repeat := m.as == txn.Reversal || m.as == txn.Request && m.kind.Doubt() == txn.Repeated && m.n > 0
	if repeat && !r.bare && r.scripted && r.code.Class() == txn.Declined {
		w.refused[m.of]++
	}
	return Answered{
		At: w.at(), Authentic: !r.bare, KeysHold: true, Keys: r.keys, Verdict: r.verdict,
		Outcome: roll.Outcome{Code: r.code, RRN: r.rrn, Auth: "123456", Voucher: "12345678901234567890", Org: r.org, HostDate: txn.HostDate(w.now), Requires: r.requires},
	}
}

// required notes that the acquirer wants a sign-in before anything else is begun.
func (w *world) required(a Answered) {
	if a.Authentic && a.Outcome.Requires == signInRequired && (w.s.Desk == Asking || w.s.Desk == Clearing) {
		w.expired = w.book.Keys.Block
	}
}

// signInRequired is given, PROTOCOL.md 1.3.
const signInRequired = 3

// arrive: what was in the network reaches the acquirer, whose answers nobody waits for.
func (w *world) arrive() {
	late := w.delayed
	w.delayed = nil
	for _, m := range late {
		m.keys = w.host.keys() // it was sealed with the keys of its time
		r := w.host.answer(m)
		w.log("  host, late: %s %s %s %s -> %s", m.kind, m.as, m.batch, m.trace, r.code)
	}
}

// undoable are the kinds that a reversal undoes. No acquirer reverses a refund or a wallet's payment.
var undoable = map[txn.Kind]bool{
	txn.Sale: true, txn.Void: true, txn.Preauth: true, txn.PreauthVoid: true, txn.Complete: true, txn.CompleteVoid: true, txn.QRSale: true, txn.QRVoid: true,
}

// maySend: nothing leaves without its durable row, nor past the gate, nor out of a frozen batch.
func (w *world) maySend(t roll.Txn, e Send) {
	repeats := t.Kind.Doubt() == txn.Repeated || t.Kind.Doubt() == txn.Resumed
	switch {
	case w.s.Closing:
		w.fail("%s %s left although the terminal was stopped", t.Kind, t.Trace)
	case e.As == txn.Reversal && (t.Tries == 0 || !undoable[t.Kind]):
		w.fail("a reversal of %s left with %d durable tries", t.Kind, t.Tries)
	case e.As == txn.Request && w.sent[e.Of] && (t.Tries == 0 || !repeats):
		w.fail("%s %s left a second time", t.Kind, t.Trace)
	case (e.As == txn.OrderQuery || e.As == txn.OrderClose) && t.Asked.Close != (e.As == txn.OrderClose):
		w.fail("a question left before it was durable")
	case (e.As == txn.BatchList || e.As == txn.BatchEnd) && t.Compared == nil:
		w.fail("%s left before the totals were compared", e.As)
	}
	w.sent[e.Of] = w.sent[e.Of] || e.As == txn.Request
	if w.frozen() && t.Kind.Moves() {
		w.fail("%s %s of %s left while the batch is frozen", e.As, t.Trace, t.Kind)
	}
	if e.As == txn.Request && t.Kind.Gated() && t.Tries == 0 {
		w.gateHeld(t)
		if w.expired != "" && w.book.Keys.Block == w.expired {
			w.fail("%s %s left although the acquirer wants a sign-in", t.Kind, t.Trace)
		}
	}
}

// frozen: a settlement was begun, something of it left, and no batch was closed since.
func (w *world) frozen() bool {
	settling := false
	for _, r := range w.rows {
		settling = (settling || r.What == roll.IntentMade && r.Kind == txn.Settle) && r.What != roll.Closed && (r.What != roll.NotSent || r.Kind != txn.Settle)
	}
	return settling
}

// gateHeld: nothing gated leaves while an older transaction is in doubt, and no settlement
// while an order is open.
func (w *world) gateHeld(asked roll.Txn) {
	for _, t := range w.book.Txns {
		money := t.Money(0)
		owed := money == txn.MoneyReversing || money == txn.MoneyPending || money == txn.MoneyAsking && asked.Kind == txn.Settle
		if t.ID != asked.ID && owed {
			w.fail("%s left while %s %s was %s", asked.Kind, t.Kind, t.Trace, money)
		}
	}
}

// ownNumber: no trace number of a batch serves two messages, and a message that is sent
// again is the same message.
func (w *world) ownNumber(m message) {
	m.keys = ""
	if m.as == txn.Reversal {
		m.as = txn.Request
	}
	if m.as == txn.Request {
		m.n = 0
	}
	was, used := w.owners[m.number]
	if used && (was.of != m.of || was.as != m.as || was.n != m.n || was.totals != m.totals || was.records != m.records || !slices.Equal(was.list, m.list)) {
		w.fail("trace %s of batch %s was used for %+v, and now for %+v", m.trace, m.batch, was, m)
	}
	w.owners[m.number] = m
}
