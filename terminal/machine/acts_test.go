package machine

import (
	"slices"
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// act is one thing a merchant does, or the acquirer, or a customer.
type act func(*world)

var testCard = txn.Card{PAN: "6222021234567890128", Entry: txn.Swipe}

// amount is what is sold, and held.
const amount = 1234

func key(k txn.Kind) act {
	return func(w *world) {
		w.give(Keyed{At: w.at(), Command: Command{Kind: k, Amount: amount, Card: testCard, Digest: "d"}})
	}
}

// last and first choose one of some transactions, the oldest first, whatever became of them.
func last(all []roll.Txn) roll.Txn  { return all[len(all)-1] }
func first(all []roll.Txn) roll.Txn { return all[min(1, len(all)-1)] }

// tie keys what is tied to an original of some kind. There may be none: then it is refused.
func tie(k txn.Kind, sum txn.Fen, of txn.Kind, choose func([]roll.Txn) roll.Txn) act {
	return func(w *world) {
		all := []roll.Txn{{}}
		for _, r := range w.rows {
			if r.What == roll.IntentMade && r.Kind == of {
				all = append(all, w.txn(r.Txn))
			}
		}
		c := Command{Kind: k, Amount: sum, Card: testCard, Digest: "d", Original: choose(all)}
		if c.Original.Taken != 0 {
			c.Completion = w.txn(c.Original.Taken)
		}
		w.give(Keyed{At: w.at(), Command: c})
	}
}

var (
	voidLast     = tie(txn.Void, amount, txn.Sale, last)
	voidFirst    = tie(txn.Void, amount, txn.Sale, first)
	voidHold     = tie(txn.PreauthVoid, amount, txn.Preauth, last)
	complete     = tie(txn.Complete, amount+100, txn.Preauth, last)
	voidComplete = tie(txn.CompleteVoid, amount+100, txn.Complete, last)
	voidQR       = tie(txn.QRVoid, amount, txn.QRSale, last)
)

// refund gives part of the newest sale back.
func refund(sum txn.Fen) act { return tie(txn.Refund, sum, txn.Sale, last) }

func reprintLast(w *world) { reprintFor(w, w.s.Book.Last, txn.Merchant) }

// requestLast and requestFirst ask for the cardholder's copy.
func requestLast(w *world) { reprintFor(w, w.s.Book.Last, txn.Cardholder) }

func requestFirst(w *world) {
	for _, r := range w.rows {
		if r.What == roll.Approved && r.Kind == txn.Sale {
			reprintFor(w, r.Txn, txn.Cardholder)
			return
		}
	}
}

func reprintFor(w *world, id roll.ID, holder txn.Holder) {
	var t roll.Txn
	if id != 0 {
		t = w.txn(id)
	}
	w.give(Reprint{At: w.at(), Txn: t, Form: txn.FormSlip, For: holder})
}

// answers tells the host what to answer the next reversals with.
func answers(codes ...txn.Code) act {
	return func(w *world) { w.host.refuse = slices.Clone(codes) }
}

// repels tells it what to answer the next repeats with.
func repels(codes ...txn.Code) act {
	return func(w *world) { w.host.repel = slices.Clone(codes) }
}

// customer tells how the next ones pay by wallet.
func customer(pays int) act { return func(w *world) { w.host.customer = pays } }

// wait lets time pass.
func wait(d time.Duration) act { return func(w *world) { w.now = w.now.Add(d) } }

// straySale: the acquirer counts a sale that the terminal never made.
func straySale(w *world) { w.host.stray.Debit = w.host.stray.Debit.Add(1) }

// cannotCompare: the acquirer says that it could not compare the totals.
func cannotCompare(w *world) { w.host.digit = txn.CompareError }

// forgetKeys: the acquirer lost the session, and refuses everything until a sign-in.
func forgetKeys(w *world) { w.host.session++ }

// requireSignIn: its next answer asks for a sign-in.
func requireSignIn(w *world) { w.host.requires = signInRequired }

// anotherBatch: the acquirer was set up anew, and thinks of another batch.
func anotherBatch(w *world) {
	w.host.batch = 77
	forgetKeys(w)
}

// retry sends the newest parked one again, on a person's word.
func retry(w *world) {
	for i := len(w.rows) - 1; i >= 0; i-- {
		if w.rows[i].What == roll.Parked {
			w.give(Keyed{At: w.at(), Command: Command{Retry: w.rows[i].Txn}})
			return
		}
	}
}

// callAcquirer: a person asks the acquirer about the newest transaction that nobody could
// decide, and says what he heard. He waits until nothing of it is in the network.
func callAcquirer(w *world) {
	for i := len(w.rows) - 1; i >= 0 && len(w.delayed) == 0; i-- {
		r := w.rows[i]
		if r.What != roll.IntentMade || !r.Kind.Moves() || !w.txn(r.Txn).Undecided() {
			continue
		}
		e := w.host.find(number{r.Batch, r.Trace})
		stands := e >= 0 && w.host.ledger[e].stands()
		w.give(Resolve{At: w.at(), Of: r.Txn, Decision: roll.Decision{Stands: stands, By: "01", Note: "called"}})
		return
	}
}

// times repeats an act. Its exchanges end before the next one.
func times(n int, a act) (acts []act) {
	for range n {
		acts = append(acts, a)
	}
	return acts
}
