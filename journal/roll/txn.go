package roll

import (
	"slices"
	"time"

	"posterm/txn"
)

// Txn is one transaction as the roll tells it.
type Txn struct {
	ID       ID        `json:"id"`
	Orig     ID        `json:"orig,omitempty"` // its original, see Row
	Batch    txn.Batch `json:"batch"`
	Trace    txn.Trace `json:"trace"`
	Kind     txn.Kind  `json:"kind"`
	At       time.Time `json:"at"`
	Intent   Intent    `json:"intent"`
	Is       What      `json:"is"` // the last row about the money: IntentMade, Approved, InDoubt, Reversed …
	Outcome  Outcome   `json:"outcome"`
	Doubt    Doubt     `json:"doubt"`
	Tries    int       `json:"tries,omitempty"`   // sends of its reversal, or further sends of a request that is repeated
	Refused  int       `json:"refused,omitempty"` // final refusals of its reversal, or of the repeated request
	RevCode  txn.Code  `json:"rev_code,omitempty"`
	Decision *Decision `json:"decision,omitempty"`
	Void     ID        `json:"void,omitempty"`    // the newest void of it
	VoidIs   What      `json:"void_is,omitempty"` // and how that stands
	Copies   []Copy    `json:"copies,omitempty"`
	Denial   Denial    `json:"denial,omitzero"` // the newest slip that proves no payment, which nobody owes

	Taken     ID      `json:"taken,omitempty"`     // of a hold: the newest completion of it
	TakenIs   What    `json:"taken_is,omitempty"`  // and how that stands
	Refunded  txn.Fen `json:"refunded,omitempty"`  // given back by refunds
	Refunding txn.Fen `json:"refunding,omitempty"` // by a refund that is not decided yet

	Asked    Ask      `json:"asked,omitzero"`     // a wallet order: the last question about it
	Compared *Verdict `json:"compared,omitempty"` // a settlement: what the host said to the totals
	Upload   Upload   `json:"upload,omitzero"`    // and how far the upload got
}

// begin makes the transaction an intent row announces.
func begin(r Row) Txn {
	intent, _ := r.Body.(Intent)
	return Txn{ID: r.Txn, Orig: r.Orig, Batch: r.Batch, Trace: r.Trace, Kind: r.Kind, At: r.At, Intent: intent, Is: IntentMade}
}

// FoldTxn adds up the rows about one transaction: its own and those of its
// voids, completions and refunds, in order. The first must be its intent.
func FoldTxn(rows []Row) (t Txn) {
	for i, r := range rows {
		if i == 0 {
			t = begin(r)
			continue
		}
		t = t.Apply(r)
	}
	return t
}

// Apply gives the transaction after one more row about it or about what is tied to it.
// Other rows leave it as it is; the receiver is never changed.
func (t Txn) Apply(r Row) Txn {
	switch {
	case t.ID == 0:
	case r.Txn == t.ID && (r.What == AttemptMade || r.What.EndsAttempt()):
		return t.paper(r)
	case r.Txn == t.ID:
		return t.money(r)
	case r.Orig == t.ID:
		return t.tied(r)
	}
	return t
}

func (t Txn) money(r Row) Txn {
	switch b := r.Body.(type) {
	case Outcome:
		t.Is, t.Outcome = r.What, b
		if r.What == Approved {
			t.Copies = due(r.Seq, slipForm(t.Kind), b.Copies)
			if b.OnRequest && len(t.Copies) == 2 {
				t.Copies[1].OnRequest = true
			}
		}
	case Doubt:
		if r.What == KeysBad {
			t.Is = Declined
		} else {
			t.Is = r.What
		}
		t.Doubt = b
	case Try:
		t.Tries = b.N
	case Refusal:
		t = t.answered(r, b)
	case Decision:
		t.Is, t.Decision, t.Outcome = Resolved, &b, t.Outcome.named(b)
		t.Copies = supersede(t.Copies)
	case Ask:
		t.Asked = b
	case Verdict:
		t.Compared = &b
	case Upload:
		t.Upload = b
	}
	return t
}

// slipForm is the slip that an approval of a kind makes due.
func slipForm(k txn.Kind) txn.Form {
	if k == txn.Settle {
		return txn.FormSettlement
	}
	return txn.FormSlip
}

// answered applies the host's answer to this transaction's reversal, or one that decides nothing.
func (t Txn) answered(r Row, b Refusal) Txn {
	if b.Code != "" {
		t.RevCode = b.Code
	}
	form := txn.FormReversal
	switch r.What {
	case RevRefused, Refused:
		if b.Counted {
			t.Refused++
		}
		return t
	case Parked:
		form = txn.FormFault
	}
	t.Is = r.What
	t.Copies = supersede(t.Copies)
	if b.Slip {
		t.Copies = append(t.Copies, due(r.Seq, form, 1)...)
	}
	return t
}

func (t Txn) paper(r Row) Txn {
	var form txn.Form
	var holder txn.Holder
	switch b := r.Body.(type) {
	case Attempt:
		form, holder = b.Form, b.For
	case End:
		form, holder = b.Form, b.For
	}
	if form == txn.FormNotApproved {
		t.Denial = t.Denial.with(r, t.Undecided())
	}
	if !form.Counted() {
		return t // never counted
	}
	copies := slices.Clone(t.Copies)
	i := slices.IndexFunc(copies, func(c Copy) bool { return c.Form == form && c.For == holder })
	if i < 0 { // a copy that nobody owes, asked for by a person
		copies, i = append(copies, Copy{Form: form, For: holder, Superseded: true}), len(copies)
	}
	copies[i] = copies[i].with(r)
	t.Copies = copies
	return t
}

// due makes copies owed: the merchant's, then the cardholder's.
func due(seq uint64, form txn.Form, n int) []Copy {
	var copies []Copy
	for _, holder := range []txn.Holder{txn.Merchant, txn.Cardholder}[:min(n, 2)] {
		copies = append(copies, Copy{Form: form, For: holder, Due: seq})
	}
	return copies
}

// supersede ends every copy that is still owed, or still waits to be asked for.
func supersede(copies []Copy) []Copy {
	copies = slices.Clone(copies)
	for i := range copies {
		p := copies[i].Paper(0)
		copies[i].Superseded = copies[i].Superseded || p == txn.PaperDue || p == txn.PaperNotDue
	}
	return copies
}
