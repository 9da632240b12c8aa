package terminal

import (
	"context"
	"time"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/receipt"
	"posterm/receipt/link"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Eslip is the e-slip 电子小票 of a transaction as the journal tells it now: the same lines as on paper.
// Nothing of it is recorded; it may be made as often as anybody likes.
type Eslip struct {
	Refusal machine.Refusal // why there is none: it has no slip, or its outcome is not known yet
	View    View
	Slip    receipt.Slip
	Link    string    // where it can be fetched; empty: no links are configured
	Until   time.Time // when that link expires
}

// Links makes links to this terminal's e-slips, and reads them.
func (t *Terminal) Links(ctx context.Context) (link.Maker, error) {
	return ask(ctx, t, func(l *loop) (link.Maker, error) { return l.cfg.Links, nil })
}

// Eslip makes the e-slip of a transaction; a zero ref is the last one that could move money. It waits for
// nothing but the commit under way.
func (t *Terminal) Eslip(ctx context.Context, ref txn.Ref, lang txn.Lang) (Eslip, error) {
	return ask(ctx, t, func(l *loop) (Eslip, error) {
		what, err := l.find(ref)
		if err != nil {
			return Eslip{}, err
		}
		return l.eslip(what, lang)
	})
}

// EslipOf is Eslip of the transaction that a link names.
func (t *Terminal) EslipOf(ctx context.Context, id roll.ID, lang txn.Lang) (Eslip, error) {
	return ask(ctx, t, func(l *loop) (Eslip, error) {
		what, err := l.roll.Txn(id)
		if err == nil && what.ID != id {
			err = journal.ErrUnknown
		}
		if err != nil {
			return Eslip{}, err
		}
		return l.eslip(what, lang)
	})
}

func (l *loop) eslip(t roll.Txn, lang txn.Lang) (Eslip, error) {
	switch {
	case !t.Kind.Moves() && t.Kind != txn.Settle:
		return Eslip{Refusal: machine.RefusedNoSlip}, nil
	case t.ID == l.st.Live:
		return Eslip{Refusal: machine.RefusedBusy}, nil // its outcome is not known yet
	}
	var kinds []receipt.KindSum
	if t.Kind == txn.Settle {
		batch, err := l.batchBefore(t.ID, t.Batch)
		if err != nil {
			return Eslip{}, err
		}
		kinds = receipt.Sums(batch)
	}
	shop := l.cfg.Shop
	if l.cfg.SlipCode == LinkCode {
		shop.Code = nil // it is there already
	}
	return Eslip{
		View: l.view(t), Link: l.cfg.Links.Of(t), Until: l.cfg.Links.Until(t),
		Slip: receipt.Electronic(l.renewed(t), electronic(t), kinds, shop, lang, l.cfg.Now()),
	}, nil
}

// electronic is the copy that an e-slip shows: the cardholder's; a settlement is the merchant's. It is
// marked when paper of that copy was begun.
func electronic(t roll.Txn) roll.Attempt {
	a := roll.Attempt{Form: formOf(t), For: txn.Cardholder, N: 1}
	if t.Kind == txn.Settle {
		a.For = txn.Merchant
	}
	if t.Is != roll.Approved && (a.Form == txn.FormSlip || a.Form == txn.FormSettlement) {
		a.Form = txn.FormNotApproved
		return a
	}
	if c, known := t.Copy(a.Form, a.For); known {
		a.Marked = c.Begun() > 0
	}
	return a
}

// eslipLink is where the e-slip of a transaction can be fetched; empty while there is none.
func (l *loop) eslipLink(t roll.Txn) string {
	if !t.Kind.Moves() || t.ID == l.st.Live {
		return ""
	}
	return l.cfg.Links.Of(t)
}
