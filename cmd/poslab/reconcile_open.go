package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"posterm/internal/check"
	"posterm/txn"
)

// openItem is what is still open, by the journal's own word: money without an outcome, a
// copy that is owed, or a batch whose settlement was cut. It is no disagreement, and nobody
// may take it for the end either.
type openItem struct {
	of     txn.Ref
	amount txn.Fen // of a settlement: what its totals come to
	is     string  // the JSON name: a state of money, "slip" or "frozen"
	words  txn.Words
}

// frozenWords: from the freeze to the end of a settlement nothing is sold.
var frozenWords = txn.Words{ZH: "批次已冻结，批结算未完成", EN: "batch frozen, its settlement is not finished"}

// stillOpen lists what is open, transaction by transaction, its money before its paper.
func stillOpen(e check.Evidence) (open []openItem) {
	for _, t := range check.Transactions(e.Rows) {
		if !t.Kind.Moves() && t.Kind != txn.Settle {
			continue
		}
		item := openItem{of: txn.Ref{Batch: t.Batch, Trace: t.Trace}, amount: t.Intent.Amount}
		if f := t.Intent.Frozen; f != nil && t.Kind == txn.Settle {
			item.amount = f.All().Debit.Amount - f.All().Credit.Amount
		}
		switch m := t.Money(0); {
		case !t.Undecided():
		case t.Kind == txn.Settle:
			item.is, item.words = "frozen", frozenWords
			open = append(open, item)
		default:
			item.is, item.words = m.String(), recordWords[m]
			open = append(open, item)
		}
		for _, owed := range t.OwedCopies() {
			w := check.CopyWords(owed)
			item.is, item.words = "slip", txn.Words{ZH: w.ZH + "待打印", EN: w.EN + ", owed"}
			open = append(open, item)
		}
	}
	return open
}

// openWords are all of it on one line.
func openWords(open []openItem) txn.Words {
	var zh, en []string
	for _, o := range open {
		about := o.of.Trace.String() + " " + o.amount.String() + " "
		zh, en = append(zh, about+o.words.ZH), append(en, about+o.words.EN)
	}
	return txn.Words{
		ZH: fmt.Sprintf("待处理 %d：%s", len(open), strings.Join(zh, "；")),
		EN: fmt.Sprintf("open: %d: %s", len(open), strings.Join(en, "; ")),
	}
}

// MarshalJSON writes {"batch","trace","amount","is","zh","en"}.
func (o openItem) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Batch  string `json:"batch"`
		Trace  string `json:"trace"`
		Amount string `json:"amount"`
		Is     string `json:"is"`
		ZH     string `json:"zh"`
		EN     string `json:"en"`
	}{o.of.Batch.String(), o.of.Trace.String(), o.amount.String(), o.is, o.words.ZH, o.words.EN})
}
