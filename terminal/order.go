package terminal

import (
	"context"
	"errors"
	"time"

	"posterm/card"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Order is a command of a door.
type Order struct {
	Kind   txn.Kind
	Amount txn.Fen
	Card   txn.Card
	Code   txn.PAN    // a payment code, with kinds that are paid by one; empty with a wallet payment: the terminal shows one
	Wallet txn.Wallet // whose customers scan the code that is shown
	Paper  bool       // that code is wanted on paper, too
	Pad    card.Pad   // holds the PIN that was entered; nil without one
	Of     txn.Ref    // the original of a void, a completion or a refund; what an enquiry asks about
	Named  Named      // or how people name an original that may have been made elsewhere
	Stored bool       // a void uses the stored card number
	Again  bool       // a person says that a possible duplicate is another sale
	Goods  txn.Goods  // of kinds that bring money; what they name must come to the amount
}

// presents says whether the terminal shows a code and the customer scans it 商户出示码.
func (o Order) presents() bool { return o.Kind == txn.WalletPay && o.Code == "" }

// Named is what a slip says about a transaction.
type Named struct {
	RRN  string // 参考号, 12 characters
	Auth string // 授权码, 6 characters
	Date string // MMDD
}

// Do carries out a command and waits for its end at the Desk; its slips may
// still be printing (Settled). Whatever becomes of it, the PIN pad is cleared.
func (t *Terminal) Do(ctx context.Context, want Order) (Reply, error) {
	reply, err := t.command(ctx, func(l *loop) (machine.Command, machine.Refusal, error) {
		l.pad = want.Pad
		return l.command(want)
	})
	if want.Pad != nil {
		want.Pad.Clear()
	}
	return reply, err
}

// command looks up what the machine needs to decide.
func (l *loop) command(want Order) (c machine.Command, refusal machine.Refusal, err error) {
	c = machine.Command{Kind: want.Kind, Amount: want.Amount, Card: want.Card, Goods: want.Goods}
	err = want.Goods.Match(want.Amount)
	switch {
	case err != nil:
	case l.cfg.Offers != nil && !want.Kind.Local() && !l.cfg.Offers(want.Kind):
		refusal = machine.RefusedNotOffered
	case want.Kind.Tie() != txn.Alone:
		refusal, err = l.original(want, &c)
	case want.Kind == txn.Query:
		refusal, err = l.enquired(want, &c)
	case want.presents():
		c.Card, c.Wallet, c.Paper = txn.Card{Entry: txn.Presented}, want.Wallet, want.Paper
	case want.Kind.Means() == txn.ByCode:
		c.Card = txn.Card{PAN: want.Code, Entry: txn.Scan}
	case want.Kind == txn.Settle:
		c.Unconfirmed, err = l.unconfirmed()
	}
	if err != nil || refusal != machine.Possible {
		return c, refusal, err
	}
	c.PIN = want.Pad != nil && l.cfg.Form != "" && c.Kind.Doubt() != txn.Repeated // a PIN block cannot be sent again: it is not kept
	if c.Card.PAN != "" {
		c.Digest = l.roll.Digest(c.Card.PAN)
	}
	l.chip(&c)
	if journal.Watched(c.Kind) && !want.presents() { // nobody knows who will scan it
		refusal, err = l.similar(want, c.Digest)
	}
	return c, refusal, err
}

// chip completes what a chip said with what the terminal says. The counter of 9F41 is the
// roll's: it never stands still.
func (l *loop) chip(c *machine.Command) {
	if c.Card.Chip == "" {
		return
	}
	c.Card.Chip = card.Complete(c.Card.Chip, card.Deal{
		Kind: c.Kind, Amount: c.Amount, At: l.cfg.Now(), Terminal: l.cfg.Policy.Terminal, PIN: c.PIN,
		Trace: txn.Trace(l.st.Book.Seq%uint64(txn.TraceLimit)) + 1,
	})
	c.Chip = card.Tags(c.Card.Chip)
}

// original finds what a void undoes, a completion fulfils or a refund gives back, and its
// card when that is used.
func (l *loop) original(want Order, c *machine.Command) (machine.Refusal, error) {
	id, err := l.findOriginal(want)
	if errors.Is(err, journal.ErrUnknown) {
		c.Named = roll.Original{RRN: want.Named.RRN, Auth: want.Named.Auth, Date: want.Named.Date}
		return machine.Possible, nil // whether that will do is the machine's to say
	}
	if err != nil {
		return 0, err
	}
	if c.Original, err = l.roll.Txn(id); err != nil {
		return 0, err
	}
	if c.Original.Taken != 0 {
		if c.Completion, err = l.roll.Txn(c.Original.Taken); err != nil {
			return 0, err
		}
	}
	return l.fit(want, c)
}

// fit makes the command fit its original: the kind by how that was paid, a void's amount, the stored card.
func (l *loop) fit(want Order, c *machine.Command) (machine.Refusal, error) {
	o := c.Original
	switch want.Kind {
	case txn.Refund:
		c.Kind = orElse(o.Kind.RefundKind(), want.Kind)
	case txn.Void:
		if o.Kind == txn.WalletPay {
			return machine.RefusedUnvoidable, nil
		}
		switch o.Kind {
		case txn.QRSale:
			c.Kind = txn.QRVoid
		case txn.Cash:
			c.Kind = txn.CashVoid
		}
	}
	if c.Kind.Tie() == txn.Undoes {
		if want.Amount != 0 && want.Amount != o.Intent.Amount {
			return machine.RefusedOtherAmount, nil
		}
		c.Amount = o.Intent.Amount
	}
	switch {
	case o.Kind.Means() == txn.ByCode:
		c.Card = txn.Card{Entry: txn.Scan}
	case o.Kind.Local():
		c.Card = txn.Card{}
	}
	if !want.Stored || !c.Kind.Carded() || !o.Kind.Carded() {
		return machine.Possible, nil
	}
	pan, err := l.roll.PAN(o.ID)
	if errors.Is(err, journal.ErrNoNumber) {
		return machine.RefusedNoCard, nil
	}
	c.Card = txn.Card{PAN: pan, Expiry: o.Intent.Expiry, Sequence: o.Intent.Sequence, Entry: txn.Manual}
	return machine.Possible, err
}

func orElse(k, otherwise txn.Kind) txn.Kind {
	if k == txn.KindNone {
		return otherwise
	}
	return k
}

// findOriginal finds it by number, or by what its slip says.
func (l *loop) findOriginal(want Order) (roll.ID, error) {
	n := want.Named
	switch {
	case want.Of.Trace != 0:
		return l.roll.Find(want.Of)
	case n.Date == "" || n.RRN == "" && n.Auth == "":
		return 0, journal.ErrUnknown
	}
	return l.roll.Approved(dayOf(n.Date, l.cfg.Now()).AddDate(0, 0, -1), func(r roll.Row) bool {
		o, _ := r.Body.(roll.Outcome)
		fits := want.Kind.Of(r.Kind) || want.Kind == txn.Refund && r.Kind.RefundKind() != txn.KindNone
		return fits && o.HostDate == n.Date && (n.RRN == "" || o.RRN == n.RRN) && (n.Auth == "" || o.Auth == n.Auth)
	})
}

// dayOf is the newest day of that name, MMDD, that is not after now; a name that is no
// day is a day long ago.
func dayOf(mmdd string, now time.Time) time.Time {
	now = now.In(txn.Beijing)
	for year := now.Year(); year > now.Year()-5; year-- {
		day, err := time.ParseInLocation("20060102", time.Date(year, 1, 1, 0, 0, 0, 0, txn.Beijing).Format("2006")+mmdd, txn.Beijing)
		if err == nil && !day.After(now) {
			return day
		}
	}
	return time.Time{}
}

// enquired is what an enquiry asks about. The host may hold what this roll does not have.
func (l *loop) enquired(want Order, c *machine.Command) (machine.Refusal, error) {
	c.Named = roll.Original{Batch: want.Of.Batch, Trace: want.Of.Trace}
	if want.Of.Trace == 0 { // by what a receipt of the customer's says
		c.Named = roll.Original{RRN: want.Named.RRN, Date: want.Named.Date}
		return machine.Possible, nil
	}
	id, err := l.roll.Find(want.Of)
	switch {
	case errors.Is(err, journal.ErrUnknown) && want.Of.Batch == 0:
		c.Named.Batch = l.st.Book.Batch
		return machine.Possible, nil
	case errors.Is(err, journal.ErrUnknown):
		return machine.Possible, nil
	case err != nil:
		return 0, err
	}
	t, err := l.roll.Txn(id)
	c.Named.Batch = t.Batch
	return machine.Possible, err
}

// similar looks for a possible duplicate.
func (l *loop) similar(want Order, digest string) (machine.Refusal, error) {
	_, found, err := l.roll.Similar(want.Kind, digest, want.Amount, l.cfg.Now().Add(-SimilarWindow))
	l.warning = ""
	switch {
	case err != nil || !found:
		return machine.Possible, err
	case l.cfg.Duplicate == Refuse:
		return machine.RefusedAgain, nil
	case l.cfg.Duplicate == Ask && !want.Again:
		return machine.RefusedDuplicate, nil
	}
	l.warning = machine.RefusedDuplicate.String()
	return machine.Possible, nil
}

// screenWords are those of a screen; of what was decided on the way, how.
func (l *loop) screenWords(s machine.Screen) txn.Words {
	if s.Is != machine.Told {
		return l.inMode(screenWords(s))
	}
	t, err := l.txn(s.Of)
	if err != nil {
		return l.inMode(screenWords(s))
	}
	said, _ := verdictWords(t, l.view(t))
	return txn.Words{ZH: "凭证号 " + s.Trace.String() + "：" + said.ZH, EN: "trace " + s.Trace.String() + ": " + said.EN}
}

// show tells doors what is durable, and ends a command with its last screen.
func (l *loop) show(s machine.Screen) {
	l.said = s
	if l.cfg.Screen != nil {
		l.cfg.Screen(s, l.screenWords(s))
	}
	if s.Is == machine.Undone && l.asker != nil {
		l.undone = append(l.undone, s.Trace.String())
	}
	switch {
	case !s.Ends():
	case s.Is == machine.Finished:
		l.tellOf(s.Of)
	default:
		l.tellAsker(Reply{Refusal: s.Refusal, Limit: s.Limit, Line: l.trouble}, nil)
	}
}

// txn gives a transaction that a step was about. The Book holds what is owed and
// the last one, folded from the rows that were committed; what it let go of is
// read back.
func (l *loop) txn(id roll.ID) (roll.Txn, error) {
	if t, held := l.st.Book.Find(id); held && l.safe == nil {
		return t, nil
	}
	return l.roll.Txn(id)
}
