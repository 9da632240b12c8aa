package sim

import (
	"posterm/card"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/txn"
)

// deals says how a merchant asks for each kind of transaction. A kind without a deal
// fails a test: nothing that exists is left out.
var deals = map[txn.Kind]func(*World) (terminal.Order, error){
	txn.Sale:    func(w *World) (terminal.Order, error) { return w.swipe(txn.Sale, w.price()) },
	txn.Balance: func(w *World) (terminal.Order, error) { return w.swipe(txn.Balance, 0) },
	txn.Void:    func(w *World) (terminal.Order, error) { return w.undo(txn.Void) },
	txn.Refund:  func(w *World) (terminal.Order, error) { return w.refund(txn.Refund) },
	txn.Preauth: func(w *World) (terminal.Order, error) { return w.swipe(txn.Preauth, w.price()) },

	txn.PreauthVoid:  func(w *World) (terminal.Order, error) { return w.undo(txn.PreauthVoid) },
	txn.Complete:     (*World).complete,
	txn.CompleteVoid: func(w *World) (terminal.Order, error) { return w.undo(txn.CompleteVoid) },
	txn.QRSale:       func(w *World) (terminal.Order, error) { return w.pay(txn.QRSale, "6212345678901234567") },
	txn.QRVoid:       func(w *World) (terminal.Order, error) { return w.undo(txn.QRVoid) },
	txn.QRRefund:     func(w *World) (terminal.Order, error) { return w.refund(txn.QRRefund) },
	txn.WalletPay:    (*World).wallet,
	txn.WalletRefund: func(w *World) (terminal.Order, error) { return w.refund(txn.WalletRefund) },
	txn.Cash: func(w *World) (terminal.Order, error) {
		return terminal.Order{Kind: txn.Cash, Amount: w.price()}, nil
	},
	txn.CashVoid: func(w *World) (terminal.Order, error) { return w.undo(txn.CashVoid) },
	txn.Query:    (*World).enquire,
	txn.Settle:   func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.Settle}, nil },

	txn.SignIn:  func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.SignIn}, nil },
	txn.SignOff: func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.SignOff}, nil },
	txn.Echo:    func(*World) (terminal.Order, error) { return terminal.Order{Kind: txn.Echo}, nil },
}

// price is what something costs; now and then the same as before.
func (w *World) price() txn.Fen {
	if n := len(w.record.moving); n > 0 && w.fate.Choose(12) == 1 {
		return w.amountOf(w.record.moving[n-1])
	}
	return 1 + txn.Fen(w.fate.Choose(50_000))
}

// swipe is a customer with a card.
func (w *World) swipe(kind txn.Kind, amount txn.Fen) (terminal.Order, error) {
	i := w.fate.Choose(len(customers))
	o := terminal.Order{Kind: kind, Amount: amount, Card: present(i), Again: w.fate.Choose(4) == 1}
	if i != withPIN {
		return o, nil
	}
	pin, err := card.ParsePIN(customerPIN)
	if err != nil {
		return o, err
	}
	o.Pad, err = card.NewSoftPad(pin, true)
	return o, err
}

// present is a customer's card at the reader.
func present(customer int) txn.Card {
	if customer == withChip {
		return chipCard
	}
	pan := customers[customer]
	return txn.Card{PAN: pan, Expiry: "3012", Track2: txn.Track2(pan.Digits() + "=30121200000000009"), Entry: txn.Swipe}
}

// pay is a customer with a phone.
func (w *World) pay(kind txn.Kind, code txn.PAN) (terminal.Order, error) {
	return terminal.Order{Kind: kind, Amount: w.price(), Code: code}, nil
}

// wallet is one with a wallet.
func (w *World) wallet() (terminal.Order, error) {
	return w.pay(txn.WalletPay, []txn.PAN{"134567890123456789", "283456789012345678"}[w.fate.Choose(2)])
}

// recent is one of the shop's last transactions, whatever became of it; now and then a
// merchant takes the wrong one.
func (w *World) recent(fits func(txn.Kind) bool) (roll.ID, bool) {
	var some []roll.ID
	for _, id := range w.record.moving {
		if fits(w.record.kinds[id]) {
			some = append(some, id)
		}
	}
	if len(some) == 0 || w.fate.Choose(16) == 1 {
		some = w.record.moving
	}
	if len(some) == 0 {
		return 0, false
	}
	return some[len(some)-1-w.fate.Choose(min(len(some), 6))], true
}

// undo takes back a transaction, with the card that is stored or with one that is shown.
func (w *World) undo(kind txn.Kind) (terminal.Order, error) {
	o := terminal.Order{Kind: kind, Of: txn.Ref{Trace: 999}, Stored: true}
	id, some := w.recent(kind.Of)
	if !some {
		return o, nil
	}
	if w.record.is[id] == roll.InDoubt {
		w.mark(VoidOfReversing)
	}
	o.Of = w.refOf(id)
	if w.fate.Choose(4) == 1 {
		o.Stored, o.Card = false, w.cardOf(id)
	}
	if kind == txn.QRVoid || kind == txn.CashVoid {
		o.Kind = txn.Void // whoever voids does not know how it was paid
	}
	return o, nil
}

// complete turns a hold into money, now and then into more than it allows. The hold may
// have been made next door.
func (w *World) complete() (terminal.Order, error) {
	part := func(held txn.Fen) txn.Fen { return max(1, held*txn.Fen(80+w.fate.Choose(40))/100) }
	if w.fate.Choose(6) == 1 {
		held := w.price()
		if a, pan, good := w.sells(txn.Preauth, held); good {
			w.mark(Elsewhere)
			return terminal.Order{Kind: txn.Complete, Amount: part(held), Named: terminal.Named{Auth: a.Auth, Date: a.HostDate}, Card: manual(pan)}, nil
		}
	}
	id, some := w.recent(txn.Complete.Of)
	if !some {
		return w.swipe(txn.Complete, 100)
	}
	o := terminal.Order{Kind: txn.Complete, Of: w.refOf(id), Amount: part(w.amountOf(id)), Stored: true}
	if w.fate.Choose(4) == 1 {
		o.Stored, o.Card = false, w.cardOf(id)
	}
	return o, nil
}

// refund gives back a part of something, with the card that paid it: by its number, by what
// its slip says, or of something that was sold next door.
func (w *World) refund(kind txn.Kind) (terminal.Order, error) {
	part := func(paid txn.Fen) txn.Fen { return max(1, paid*txn.Fen(10+w.fate.Choose(100))/100) }
	if kind == txn.Refund && w.fate.Choose(6) == 1 {
		paid := w.price()
		if a, pan, good := w.sells(txn.Sale, paid); good {
			w.mark(Elsewhere)
			return terminal.Order{Kind: txn.Refund, Amount: part(paid), Named: terminal.Named{RRN: a.RRN, Date: a.HostDate}, Card: manual(pan)}, nil
		}
	}
	id, some := w.recent(func(k txn.Kind) bool { return k.RefundKind() == kind })
	if !some {
		return w.swipe(txn.Refund, 100)
	}
	w.markRefund(id)
	o := terminal.Order{Kind: txn.Refund, Of: w.refOf(id), Amount: part(w.amountOf(id)), Card: w.cardOf(id)}
	if slip := w.record.outcomes[id]; slip.RRN != "" && w.fate.Choose(4) == 1 {
		o.Of, o.Named = txn.Ref{}, terminal.Named{RRN: slip.RRN, Date: slip.HostDate}
	}
	return o, nil
}

// markRefund marks a refund that is asked for while another one of the same is in doubt.
func (w *World) markRefund(orig roll.ID) {
	for _, id := range w.record.moving {
		if is := w.record.is[id]; w.record.origs[id] == orig && w.record.kinds[id].Doubt() == txn.Repeated && (is == roll.InDoubt || is == roll.IntentMade) {
			w.mark(RefundWhileInDoubt)
			return
		}
	}
}

// enquire asks what the host holds of one of the last transactions.
func (w *World) enquire() (terminal.Order, error) {
	id, _ := w.recent(func(txn.Kind) bool { return true })
	return terminal.Order{Kind: txn.Query, Of: txn.Ref{Trace: max(1, w.refOf(id).Trace)}}, nil
}

func (w *World) amountOf(id roll.ID) txn.Fen { return w.record.intents[id].Amount }

func (w *World) refOf(id roll.ID) txn.Ref { return txn.Ref{Trace: w.record.traces[id]} }

// cardOf is the card that paid, its number typed in; codes and what was never paid by a
// card have none.
func (w *World) cardOf(id roll.ID) txn.Card {
	for _, pan := range customers {
		if pan.Masked() == w.record.intents[id].Card {
			return manual(pan)
		}
	}
	return txn.Card{}
}

func manual(pan txn.PAN) txn.Card {
	return txn.Card{PAN: pan, Expiry: expiryOf(pan), Entry: txn.Manual}
}

func expiryOf(pan txn.PAN) txn.Expiry {
	if pan == chipCard.PAN {
		return chipCard.Expiry
	}
	return "3012"
}
