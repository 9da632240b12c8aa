package terminal

import (
	"time"

	"posterm/journal/roll"
	"posterm/txn"
)

// View is a transaction as people, registers and tests see it (INTERFACE.md 1).
type View struct {
	ID             roll.ID     `json:"-"`
	Terminal       string      `json:"terminal"` // number that it was done under
	Kind           txn.Kind    `json:"kind"`
	Trace          txn.Ref     `json:"-"`
	TraceText      string      `json:"trace"`
	Batch          string      `json:"batch"`
	Amount         string      `json:"amount"`
	Currency       string      `json:"currency"`
	Card           txn.Masked  `json:"card"`
	Entry          txn.Entry   `json:"entry"`
	Money          txn.Money   `json:"money"`
	Verdict        txn.Verdict `json:"verdict"`
	Settled        *string     `json:"settled"`
	Paper          Copies      `json:"paper"`
	Slips          []SlipState `json:"slips"`
	Grade          *txn.Grade  `json:"grade"`
	Pieces         int         `json:"pieces"`
	Faint          bool        `json:"faint,omitempty"` // a copy was printed below the paper's temperatures, and no clear marked one since
	Marked         bool        `json:"-"`               // the newest copy that came out carries 重打印 DUPLICATE
	PaperFault     *txn.Fault  `json:"paper_fault"`
	NearEnd        bool        `json:"near_end,omitempty"` // the printer's roll is near its end, as this process saw it
	OwedSlips      int         `json:"owed_slips"`
	Response       txn.Code    `json:"response"`
	ResponseText   string      `json:"response_text"`
	Auth           string      `json:"auth"`
	RRN            string      `json:"rrn"`
	Original       *Original   `json:"original"`
	Reversal       *Reversal   `json:"reversal"`
	ReversedBefore []string    `json:"reversed_before"`
	Warning        *string     `json:"warning"`
	Flags          []roll.Flag `json:"flags,omitempty"` // what is unusual about it, where one asked for its status or the batch
	Balance        *string     `json:"balance,omitempty"`
	Refunded       *string     `json:"refunded,omitempty"` // yuan given back of it so far
	Order          string      `json:"order,omitempty"`    // number of a wallet order
	Wallet         txn.Wallet  `json:"wallet,omitempty"`   // whose customers scan the code of an order that the terminal shows
	Code           string      `json:"code,omitempty"`     // the text of that code, while it can be paid
	Goods          []Item      `json:"goods,omitempty"`    // what was bought, as the merchant worded it
	Eslip          string      `json:"eslip,omitempty"`    // link to its e-slip, where links are configured
	Host           *Held       `json:"host,omitempty"`     // an enquiry: what the host holds
	*Settlement                // of settle
	Pending        int         `json:"pending,omitempty"` // status of the last one: how many others owe money or paper, a settlement that was cut among them
	Said           string      `json:"said"`
	Next           string      `json:"next"`
	Words          Saying      `json:"-"` // Said and Next in both languages, for doors whose people differ
	Time           string      `json:"time"`
	Line           Trouble     `json:"line,omitempty"` // of what was not sent: what was wrong with the line
	Training       bool        `json:"-"`              // no money was meant; documents carry the mark as a whole
	Undecided      bool        `json:"-"`              // of a slip not_approved: it says that nobody knows yet, not that nothing was collected
	declined       bool        // by an authentic answer
	unslipped      bool        // approved when slips were switched off (terminal.copies), and none was asked for since
	tied           roll.Txn    // a void, completion or refund of it that is not decided
}

// Saying is what a transaction says to a person: what happened, and what to do next.
type Saying struct{ Said, Next txn.Words }

// Copies is the state of the two copies of the slip.
type Copies struct {
	Merchant   txn.Paper `json:"merchant"`
	Cardholder txn.Paper `json:"cardholder"`
	// OnRequest says that the cardholder's copy is not on paper, and is printed when a person asks for it.
	OnRequest bool `json:"on_request,omitempty"`
}

// SlipState is the state of another slip of the transaction: its reversal or fault slip.
type SlipState struct {
	Form  txn.Form  `json:"form"`
	State txn.Paper `json:"state"`
}

// Original names what a void undid, a completion fulfilled, a refund gave back. Empty is what is not known.
type Original struct {
	Batch string `json:"batch"`
	Trace string `json:"trace"`
	RRN   string `json:"rrn"`
}

// Item is one line of goods or services.
type Item struct {
	Text   string `json:"text"`
	Amount string `json:"amount,omitempty"` // yuan; left out where the line names none
}

func goodsView(goods txn.Goods) (items []Item) {
	for _, one := range goods {
		item := Item{Text: one.Text}
		if one.Amount != 0 {
			item.Amount = one.Amount.String()
		}
		items = append(items, item)
	}
	return items
}

// Held is what the host holds of a transaction.
type Held struct {
	Found    bool     `json:"found"`
	Response txn.Code `json:"response"`
	*Record           // what else it tells
}

// Record is what the host tells of a transaction.
type Record struct {
	Held     txn.Held   `json:"state"`
	Kind     txn.Kind   `json:"kind"`
	Terminal string     `json:"terminal"`
	Batch    string     `json:"batch"`
	Trace    string     `json:"trace"`
	Amount   string     `json:"amount"`
	Card     txn.Masked `json:"card"`
	Time     string     `json:"time"`
	Prints   bool       `json:"prints"` // it happened there: a slip can be made of it
}

func recordView(t roll.Txn) *Record {
	if t.Outcome.Holds == nil || t.Outcome.Holds.Record == nil {
		return nil
	}
	r := t.Outcome.Holds.Record
	return &Record{
		Held: r.Held, Kind: r.Kind, Terminal: r.Terminal, Batch: r.Batch.String(), Trace: r.Trace.String(), Amount: r.Amount.String(), Card: r.Card,
		Time: r.At.In(txn.Beijing).Format(time.RFC3339), Prints: t.HostRecord() != nil,
	}
}

// Settlement is what a batch came to, and what the host said to it. Result is empty
// while it is not compared.
type Settlement struct {
	Result txn.Comparison `json:"result"`
	Debit  SumView        `json:"debit"`
	Credit SumView        `json:"credit"`
	Host   *HostTotals    `json:"host_totals,omitempty"` // its own, when they differ
}

// HostTotals are the host's totals of a batch.
type HostTotals struct {
	Debit  SumView `json:"debit"`
	Credit SumView `json:"credit"`
}

// SumView is a count and an amount in yuan.
type SumView struct {
	Count  int    `json:"count"`
	Amount string `json:"amount"`
}

func sumView(s txn.Sum) SumView { return SumView{s.Count, s.Amount.String()} }

func settlementView(t roll.Txn) *Settlement {
	if t.Intent.Frozen == nil {
		return nil
	}
	all := t.Intent.Frozen.All()
	s := &Settlement{Debit: sumView(all.Debit), Credit: sumView(all.Credit)}
	if c := t.Compared; c != nil {
		s.Result = c.Result()
		if c.Host != nil && s.Result != txn.Balanced {
			own := c.Host.All()
			s.Host = &HostTotals{sumView(own.Debit), sumView(own.Credit)}
		}
	}
	return s
}

// Reversal tells where a reversal stands: owed, reversed, parked or resolved.
type Reversal struct {
	State  string     `json:"state"`
	Reason txn.Reason `json:"reason"`
	Tries  int        `json:"tries"`
	Answer txn.Code   `json:"answer"`
}

// view tells a transaction with what only the loop knows: what is under way now.
func (l *loop) view(t roll.Txn) View {
	lang := l.lang
	t = l.renewed(t)
	v := View{
		ID: t.ID, declined: t.Is == roll.Declined, Terminal: t.Intent.Terminal, Kind: t.Kind, Trace: txn.Ref{Batch: t.Batch, Trace: t.Trace}, TraceText: t.Trace.String(), Batch: t.Batch.String(),
		Amount: t.Intent.Amount.String(), Currency: "CNY", Card: t.Intent.Card, Entry: t.Intent.Entry,
		Money: t.Money(l.st.Live), Verdict: t.Verdict(l.st.Live), Slips: []SlipState{}, ReversedBefore: []string{},
		OwedSlips: l.st.Book.OwedSlips(), NearEnd: l.nearEnd, Response: code(t), ResponseText: code(t).Words().In(lang),
		Auth: t.Outcome.Auth, RRN: t.Outcome.RRN, Reversal: reversalView(t, l.st.Live),
		Time: t.At.In(txn.Beijing).Format(time.RFC3339),
	}
	if o := t.Intent.Original; o != nil {
		v.Original = originalView(*o)
	}
	if t.Outcome.Balance != nil {
		balance := t.Outcome.Balance.String()
		v.Balance = &balance
	}
	if t.Batch != l.st.Book.Batch && t.Is == roll.Approved && t.Kind.Side() != txn.Uncounted {
		batch := t.Batch.String()
		v.Settled = &batch
	}
	if t.Refunded > 0 {
		refunded := t.Refunded.String()
		v.Refunded = &refunded
	}
	if t.Kind == txn.Query && (t.Is == roll.Approved || t.Is == roll.Declined) {
		v.Host = &Held{Found: t.Is == roll.Approved}
		if t.Outcome.Holds != nil {
			v.Host.Response, v.Host.Record = t.Outcome.Holds.Response, recordView(t)
		}
	}
	if t.Is == roll.NotSent {
		v.Line = Trouble(t.Doubt.Line)
	}
	if v.Wallet = t.Intent.Wallet; v.Money == txn.MoneyAsking {
		v.Code = t.Doubt.Shows
	}
	v.Order, v.Eslip, v.Settlement, v.Goods = t.Intent.Order, l.eslipLink(t), settlementView(t), goodsView(t.Intent.Goods)
	l.paperOf(t, &v)
	v.tied = l.tiedOpen(t)
	said, next := verdictWords(t, v)
	if v.Verdict == txn.Done && next == nothingToDo && l.parked() {
		next = parkedAdvice
	}
	if ours, has := l.ours(t); has && v.Host != nil {
		next = join(ours, txn.Words{ZH: next.ZH, EN: " " + next.EN})
	}
	said, v.Training = l.inMode(said), l.cfg.Training
	v.Words = Saying{said, next}
	v.Said, v.Next = said.In(lang), next.In(lang)
	return v
}

// originalView leaves empty what is not known: a sale of another terminal has no batch here.
func originalView(o roll.Original) *Original {
	v := &Original{RRN: o.RRN}
	if o.Trace != 0 {
		v.Batch, v.Trace = o.Batch.String(), o.Trace.String()
	}
	return v
}

// code is the response code of the transaction itself, authentic or not.
func code(t roll.Txn) txn.Code {
	if t.Outcome.Code == "" {
		return t.Doubt.Code
	}
	return t.Outcome.Code
}

func reversalView(t roll.Txn, live roll.ID) *Reversal {
	r := Reversal{Reason: t.Reason(), Tries: t.Tries, Answer: t.RevCode}
	switch {
	case t.Reversing(live):
		r.State = "owed"
	case t.Is == roll.Reversed:
		r.State = "reversed"
	case t.Is == roll.Parked:
		r.State = "parked"
	case t.Is == roll.Resolved:
		r.State = "resolved"
	default:
		return nil
	}
	return &r
}

// Exit codes of a transaction (INTERFACE.md 1).
const (
	ExitDone     = 0
	ExitError    = 1
	ExitUse      = 2
	ExitDeclined = 3
	ExitOpen     = 4 // not final: being reversed or asked
	ExitSlipOwed = 5
	ExitNotNow   = 6
	ExitPerson   = 7
)

// Exit is the exit code of a command that ended with this transaction.
func (v View) Exit() int {
	switch v.Verdict {
	case txn.BeingReversed, txn.Asking:
		return ExitOpen
	case txn.NeedsPerson:
		return ExitPerson
	}
	switch {
	case v.good() && v.owes():
		return ExitSlipOwed
	case v.good():
		return ExitDone
	case v.declined, v.Money == txn.MoneyReversed, v.Money == txn.MoneyClosed:
		return ExitDeclined // not paid, and that is final
	}
	return ExitNotNow
}

// good says whether the command reached what it was for.
func (v View) good() bool {
	switch v.Verdict {
	case txn.Paid, txn.Returned, txn.Done, txn.OnHold:
		return true
	}
	return false
}

// owes says whether a slip of this transaction is due.
func (v View) owes() bool {
	if v.Paper.Merchant == txn.PaperDue || v.Paper.Cardholder == txn.PaperDue {
		return true
	}
	for _, s := range v.Slips {
		if s.State == txn.PaperDue {
			return true
		}
	}
	return false
}
