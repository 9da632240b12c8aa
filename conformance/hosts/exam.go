package hosts

import (
	"context"
	"errors"
	"time"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/conformance"
	"posterm/txn"
)

// exam is one examination under way: a terminal's state, and what was on the line in this case.
type exam struct {
	Options
	ctx    context.Context
	tap    *tap
	link   *comms.Link
	mac    *keys.Sealer // nil: not signed in
	pik    *keys.PINKey
	signed bool
	batch  txn.Batch
	trace  txn.Trace
	amount txn.Fen
	lines  []string
	strays int // answers to something else; the link tells of them in the middle of an exchange
	gone   bool
	mute   int // exchanges since the last message of the host that can be read
}

func newExam(o Options) *exam {
	t := &tap{way: o.Way}
	x := &exam{
		Options: o, tap: t, batch: 1, trace: o.Trace, amount: o.Amount,
		link: &comms.Link{Paths: []line.Path{t.path()}, Profile: o.Profile, ConnectTimeout: o.Timeout, ResponseTimeout: o.Timeout},
	}
	x.link.Stray = func(comms.Stray) { x.strays++ }
	return x
}

// heard is one exchange: what was sent, and what came.
type heard struct {
	comms.Request
	sent, came *message.Message // as they were on the line; nil: none
	mac        bool             // the answer has the right MAC
	err        error            // of the terminal's side
	answer     comms.Answer
	// clue... say what a host may be that speaks something else; empty: no idea.
	clueZH, clueEN string
}

func (h heard) code() txn.Code {
	if h.came == nil {
		return ""
	}
	return txn.Code(h.came.Get(39))
}

// ask sends a request, spoiled or not, and keeps what came.
func (x *exam) ask(r comms.Request, on spoil) heard {
	x.tap.next(on)
	h := heard{Request: r}
	begun := time.Now()
	h.answer, h.err = x.link.Exchange(x.ctx, r, x.mac)
	out, in, rest := x.tap.kept()
	for _, f := range out {
		h.sent, _ = x.Profile.Spec.Unpack(f.Body)
		x.say(begun, "→", f.Body, h.sent)
		if on.says != "" {
			x.lines = append(x.lines, "  on purpose: "+on.says)
		}
	}
	now := time.Now()
	for i, f := range in {
		m, err := x.Profile.Spec.Unpack(f.Body)
		x.say(now, "←", f.Body, m)
		if i == 0 && err == nil {
			h.came, h.mac = m, x.sealed(f)
		}
	}
	if len(rest) > 0 {
		x.say(now, "←", rest, nil)
		h.clueZH, h.clueEN = x.clue(rest)
	}
	if h.err != nil {
		x.lines = append(x.lines, "  "+h.err.Error()+h.clueEN)
	}
	if x.mute++; h.came != nil {
		x.mute = 0
	}
	return h
}

// say keeps a line of the evidence: a message, or bytes that are none.
func (x *exam) say(at time.Time, way string, raw []byte, m *message.Message) {
	what := ""
	if m != nil {
		what = m.String()
	} else {
		what = "no message: " + x.unread(raw)
	}
	x.lines = append(x.lines, at.In(txn.Beijing).Format("15:04:05.000")+" "+way+" "+what)
}

// sealed says whether the MAC of a frame is right.
func (x *exam) sealed(f frame.Frame) bool {
	input, mac, ok := x.Profile.Spec.MACInput(f.Body)
	return ok && x.mac != nil && x.mac.Verify(input, mac)
}

// request is one with everything that all have, and a number of its own.
func (x *exam) request(k txn.Kind) comms.Request {
	now := time.Now()
	r := comms.Request{Kind: k, Trace: x.trace, At: now, Sent: now, Batch: x.batch, Terminal: x.Terminal, Merchant: x.Merchant}
	x.trace = x.trace.Next()
	return r
}

// carded is a request with the card, and a PIN where it has one.
func (x *exam) carded(k txn.Kind, p card.Presented, amount txn.Fen) comms.Request {
	r := x.request(k)
	r.Amount = amount
	r.PAN, r.Expiry, r.Track2, r.Sequence, r.Entry = p.Card.PAN, p.Card.Expiry, p.Card.Track2, p.Card.Sequence, p.Card.Entry
	if p.Card.Chip != "" {
		r.Chip = card.Field55(card.Complete(p.Card.Chip, card.Deal{Kind: k, Amount: amount, At: r.At, Terminal: r.Terminal, Trace: r.Trace, PIN: !p.PIN.Empty()}))
	}
	if !p.PIN.Empty() && x.pik != nil {
		if block, err := x.pik.Seal(p.PIN.Digits(), r.PAN.Digits()); err == nil {
			r.PINBlock, r.PIN = txn.PINBlock(block), true
		}
	}
	return r
}

// next is the amount of the next sale: no two are alike, and none is the one that the host declines.
func (x *exam) next() txn.Fen {
	x.amount++
	if x.amount%100 == x.DeclineAmount%100 {
		x.amount++
	}
	return x.amount
}

func (x *exam) saleRequest() comms.Request { return x.carded(txn.Sale, x.Card, x.next()) }

// approved is an exchange that has to be approved, as what a case is about or before that.
func (x *exam) approved(r comms.Request) (heard, error) {
	h := x.ask(r, asItIs)
	return h, mustApprove(h, conformance.Failed)
}

// needed is an exchange without which a case cannot be judged.
func (x *exam) needed(r comms.Request) (heard, error) {
	h := x.ask(r, asItIs)
	return h, mustApprove(h, conformance.Unclear)
}

func mustApprove(h heard, otherwise func(zh, en string, args ...any) error) error {
	switch {
	case errors.Is(h.err, comms.ErrNotSent):
		return conformance.Unclear("%[1]s 未能发出：%[2]v", "%[1]s was not sent: %[2]v", h.Kind, h.err)
	case h.came == nil:
		return otherwise("%[1]s 没有应答：%[2]v%[3]s", "no answer to %[1]s that can be read: %[2]v%[4]s", h.Kind, h.err, h.clueZH, h.clueEN)
	case !h.code().Approves():
		return otherwise("%[1]s 被拒绝：%[2]s", "%[1]s was declined with %[2]s", h.Kind, h.code())
	}
	return nil
}

// original is how an approved transaction is named later.
func (h heard) original() comms.Original {
	return comms.Original{Batch: h.Batch, Trace: h.Trace, RRN: h.came.Get(37), Auth: h.came.Get(38), Date: h.came.Get(13), Sent: h.Sent}
}

// undoing is the reversal of a request.
func undoing(r comms.Request) comms.Request {
	r.As, r.Reason, r.Sent, r.PINBlock, r.Track2 = txn.Reversal, txn.NoReply, time.Now(), "", ""
	return r
}

// balance is what the card has, where the host tells it.
func (x *exam) balance() (txn.Fen, bool) {
	if !x.Choice.Runs(conformance.Spec{Name: "balance"}) && len(x.Choice.Only) == 0 || !x.Profile.Offers(txn.Balance) {
		return 0, false
	}
	h := x.ask(x.carded(txn.Balance, x.Card, 0), asItIs)
	if h.err != nil || h.answer.Balance == nil || h.code() != "00" {
		return 0, false
	}
	return *h.answer.Balance, true
}

// moved does something and says how much less the card has then; false: the host does not tell.
func (x *exam) moved(do func() error) (spent txn.Fen, visible bool, err error) {
	before, told := x.balance()
	if err := do(); err != nil {
		return 0, false, err
	}
	after, again := x.balance()
	return before - after, told && again, nil
}

// repeat is a request that was sent twice.
type repeat struct {
	first, second heard
	spent         txn.Fen // by both together
	visible       bool    // the host tells balances
}

// twice sends a request, which has to be approved, and sends the same bytes again, which have to be answered.
func (x *exam) twice(make func() (comms.Request, error)) (two repeat, err error) {
	two.spent, two.visible, err = x.moved(func() error {
		r, err := make()
		if err != nil {
			return err
		}
		if two.first, err = x.needed(r); err == nil {
			two.second = x.ask(r, asItIs)
		}
		return err
	})
	if err == nil && two.second.came == nil {
		err = conformance.Failed("重发的请求没有应答：%[1]v", "the repeat was not answered: %[1]v", two.second.err)
	}
	return two, err
}
