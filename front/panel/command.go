package panel

import (
	"context"
	"errors"

	"posterm/card"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Terminal is what the panel needs of the terminal.
type Terminal interface {
	Do(context.Context, terminal.Order) (terminal.Reply, error)
	Deliver(ctx context.Context, parked txn.Ref) (terminal.Reply, error)
	Reprint(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error)
	Unreadable(context.Context, txn.Ref, txn.Holder) (terminal.Reply, error)
	Status(context.Context, txn.Ref) (terminal.Reply, error)
	List(ctx context.Context, before roll.ID, limit int) ([]terminal.View, error)
	Owed(context.Context) ([]terminal.View, error)
	Condition(context.Context) (terminal.Condition, error)
}

var _ Terminal = (*terminal.Terminal)(nil)

// Command is one command for the terminal.
type Command struct {
	ID     string `json:"id"`               // 8 to 64 letters, digits and dashes; the same one is carried out once
	Do     string `json:"do"`               // sale, void, balance, query, reprint, unreadable, signin, settle, reversal
	Amount string `json:"amount,omitempty"` // yuan, "12.34"
	Trace  string `json:"trace,omitempty"`  // of the original; empty: the last one, but for a void
	Card   string `json:"card,omitempty"`   // a built-in card
	PIN    string `json:"pin,omitempty"`    // empty: the card's own
	Again  bool   `json:"again,omitempty"`  // a person says that a possible duplicate is another sale
}

// String tells no PIN.
func (c Command) String() string { return c.Do + " " + c.Amount + c.Trace }

// GoString is String.
func (c Command) GoString() string { return c.String() }

// Outcome is how a command ended.
type Outcome struct {
	View    *terminal.View `json:"view"`    // null: there is no transaction to tell
	Refused string         `json:"refused"` // code of a refusal; empty: it was possible
	Title   Both           `json:"title"`   // to be read from afar
	Said    Both           `json:"said"`
	Next    Both           `json:"next"`
	Guide   Guide          `json:"guide"`
	Tone    Tone           `json:"tone"`
}

// carryOut hands a command to the terminal and waits for its end.
func carryOut(ctx context.Context, t Terminal, c Command, desk terminal.Service) (Outcome, error) {
	var ref txn.Ref
	var err error
	if c.Trace != "" {
		if ref, err = txn.ParseRef(c.Trace); err != nil || ref.Trace == 0 {
			return Outcome{}, badMember("trace", badTrace)
		}
	}
	var reply terminal.Reply
	switch c.Do {
	case "query":
		reply, err = t.Status(ctx, ref)
	case "reprint":
		reply, err = t.Reprint(ctx, ref, txn.Merchant)
	case "unreadable":
		reply, err = t.Unreadable(ctx, ref, txn.Merchant)
	case "reversal":
		reply, err = t.Deliver(ctx, txn.Ref{})
		if err == nil && reply.Refusal == machine.Possible {
			return delivered(ctx, t, reply, desk)
		}
	default:
		var o terminal.Order
		if o, err = order(c, ref); err != nil {
			return Outcome{}, err
		}
		reply, err = t.Do(ctx, o)
	}
	if errors.Is(err, journal.ErrUnknown) {
		return Outcome{Refused: "no_transaction", Title: both(refused), Said: both(noneYet), Next: both(noneYetDo), Tone: Bad}, nil
	}
	if err != nil {
		return Outcome{Refused: "failed", Title: both(refused), Said: both(failedTill), Tone: Bad}, nil
	}
	return outcome(reply, desk), nil
}

// order is what the terminal is to do.
func order(c Command, ref txn.Ref) (o terminal.Order, err error) {
	kinds := map[string]txn.Kind{"sale": txn.Sale, "void": txn.Void, "balance": txn.Balance, "signin": txn.SignIn, "settle": txn.Settle}
	o = terminal.Order{Kind: kinds[c.Do], Of: ref, Again: c.Again}
	switch {
	case o.Kind == txn.KindNone:
		return o, badMember("do", txn.Words{ZH: "没有这个命令", EN: "there is no such command"})
	case o.Kind == txn.Void && ref.Trace == 0:
		return o, badMember("trace", badTrace)
	case o.Kind == txn.Sale:
		if o.Amount, err = txn.ParseFen(c.Amount); err != nil {
			return o, badMember("amount", txn.Words{ZH: "金额应为 0.01 到 " + txn.AmountLimit.String() + " 元，如 12.34", EN: "want yuan from 0.01 to " + txn.AmountLimit.String() + ", like 12.34"})
		}
	}
	if !o.Kind.Carded() {
		return o, nil
	}
	return o, show(c, &o)
}

// show puts the card into the reader and the PIN into the pad.
func show(c Command, o *terminal.Order) error {
	def, known := builtin(c.Card)
	if !known {
		return badMember("card", txn.Words{ZH: "没有这张测试卡", EN: "there is no such test card"})
	}
	shown, err := def.Present()
	if err != nil {
		return badMember("card", badStripe)
	}
	pin := shown.PIN
	if c.PIN != "" {
		if pin, err = card.ParsePIN(c.PIN); err != nil {
			return badMember("pin", badPIN)
		}
	}
	o.Card = shown.Card
	if pin.Empty() {
		return nil
	}
	pad, err := card.NewSoftPad(pin, true)
	o.Pad = pad
	return err
}

// builtin finds a test card. A name is never taken for a path.
func builtin(name string) (card.Definition, bool) {
	for _, def := range card.Builtin() {
		if def.Name == name {
			return def, true
		}
	}
	return card.Definition{}, false
}

// outcome puts a reply into words.
func outcome(r terminal.Reply, desk terminal.Service) Outcome {
	if r.Refusal != machine.Possible {
		o := Outcome{Refused: r.Refusal.String(), Title: both(refused), Said: both(r.Why()), Next: both(r.Refusal.Hint()), Tone: Bad}
		if what, mend, known := r.Line.Words(); known {
			o.Said = Both{o.Said.ZH + "：" + what.ZH, o.Said.EN + ": " + what.EN}
			o.Next = both(mend)
		}
		return o
	}
	v := r.View
	d := dealOf(v, desk)
	return Outcome{View: &v, Title: d.Verdict, Said: d.Said, Next: d.Next, Guide: d.Guide, Tone: d.Tone}
}

// delivered is what came of the reversals that were owed. One that is still open is told before those that are not.
func delivered(ctx context.Context, t Terminal, r terminal.Reply, desk terminal.Service) (Outcome, error) {
	owed, err := t.Owed(ctx)
	if err != nil {
		return Outcome{Refused: "failed", Title: both(refused), Said: both(failedTill), Tone: Bad}, nil
	}
	for _, v := range owed {
		if v.Verdict == txn.NeedsPerson || v.Verdict == txn.BeingReversed {
			return outcome(terminal.Reply{View: v}, desk), nil
		}
	}
	o := Outcome{Title: both(allDone), Said: both(nothingDue), Tone: Good}
	for i, trace := range r.Undone {
		w := fill(undone, "{trace}", trace)
		if i == 0 {
			o.Said = Both{}
		} else {
			w = txn.Words{ZH: "；" + w.ZH, EN: "; " + w.EN}
		}
		o.Said = Both{o.Said.ZH + w.ZH, o.Said.EN + w.EN}
	}
	return o, nil
}
