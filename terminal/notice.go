package terminal

import (
	"time"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// Message is an event as it goes to others: the body of a webhook. It is made of the roll up
// to the event's row and of nothing else, so that it is the same whenever it is sent.
type Message struct {
	Type      roll.Event `json:"type"`
	Timestamp string     `json:"timestamp"` // of the row that tells it
	Data      News       `json:"data"`
}

// News is the transaction an event is about, as it was then. Members mean what they mean in
// View; the card number is masked. Events about money say nothing of paper.
type News struct {
	Terminal   string      `json:"terminal"`
	Merchant   string      `json:"merchant"`
	Kind       txn.Kind    `json:"kind"`
	Trace      string      `json:"trace"`
	Batch      string      `json:"batch"`
	Amount     string      `json:"amount"`
	Currency   string      `json:"currency"`
	Card       txn.Masked  `json:"card"`
	Entry      txn.Entry   `json:"entry"`
	Money      txn.Money   `json:"money"`
	Verdict    txn.Verdict `json:"verdict"`
	Response   txn.Code    `json:"response"`
	Auth       string      `json:"auth"`
	RRN        string      `json:"rrn"`
	Order      string      `json:"order,omitempty"`
	Original   *Original   `json:"original"`
	Reversal   *Reversal   `json:"reversal"`
	Paper      *Copies     `json:"paper,omitempty"`
	Slips      []SlipState `json:"slips,omitempty"`
	PaperFault *txn.Fault  `json:"paper_fault,omitempty"`
	*Settlement
	Time string `json:"time"` // of the transaction
	Said Both   `json:"said"`
	Next Both   `json:"next"`
}

// Both is a sentence in both languages.
type Both struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Tell makes the message of an event.
func Tell(n journal.Notice) Message {
	t := roll.FoldTxn(n.About)
	news := News{
		Terminal: t.Intent.Terminal, Merchant: t.Intent.Merchant, Kind: t.Kind, Trace: t.Trace.String(), Batch: t.Batch.String(),
		Amount: t.Intent.Amount.String(), Currency: "CNY", Card: t.Intent.Card, Entry: t.Intent.Entry,
		Money: t.Money(0), Verdict: t.Verdict(0), Response: code(t), Auth: t.Outcome.Auth, RRN: t.Outcome.RRN, Order: t.Intent.Order,
		Reversal: reversalView(t, 0), Settlement: settlementView(t), Time: stamp(t.At),
	}
	if o := t.Intent.Original; o != nil {
		news.Original = originalView(*o)
	}
	seen := View{Money: news.Money, Verdict: news.Verdict}
	switch n.Event {
	case roll.SlipOwed, roll.PrinterFault:
		news.onPaper(t, n, &seen)
	}
	said, next := verdictWords(t, seen)
	if f := news.PaperFault; f != nil && n.Event == roll.PrinterFault {
		said, next = txn.Words{ZH: "打印机故障：" + f.Words().ZH + "。", EN: "Printer fault: " + f.Words().EN + "."}, sentence(f.Mend().Capital())
	}
	news.Said, news.Next = Both(said), Both(next)
	return Message{Type: n.Event, Timestamp: stamp(n.Row.At), Data: news}
}

// onPaper adds how the slips stood at the event's row, and the fault that it tells.
func (news *News) onPaper(t roll.Txn, n journal.Notice, seen *View) {
	news.Paper = &Copies{}
	for _, c := range t.Copies {
		switch state := c.Paper(0); {
		case c.Form != txn.FormSlip:
			news.Slips = append(news.Slips, SlipState{c.Form, state})
		case c.For == txn.Merchant:
			news.Paper.Merchant = state
		default:
			news.Paper.Cardholder = state
		}
	}
	if end, _ := n.Row.Body.(roll.End); end.Fault != txn.FaultUnknown && end.Fault != txn.FaultNone {
		news.PaperFault = fault(end.Fault)
	}
	seen.Paper, seen.Slips, seen.PaperFault = *news.Paper, news.Slips, news.PaperFault
}

func stamp(at time.Time) string { return at.In(txn.Beijing).Format(time.RFC3339) }
