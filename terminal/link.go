package terminal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// errNoPINKey: the machine never asks for a PIN block before a sign-in.
var errNoPINKey = errors.New("no PIN key: sign in first")

// session is the working keys of the current sign-in, opened once.
type session struct {
	block string
	mac   *keys.Sealer
	pik   *keys.PINKey
}

// keysOf gives the keys for a Book, or nothing before the first sign-in.
func (l *loop) keysOf(b roll.Book) (session, error) {
	if l.cfg.Form == "" { // a profile without session keys: those of another profile are of no use
		return session{}, nil
	}
	if l.session.block == b.Keys.Block {
		return l.session, nil
	}
	w, err := l.openKeys(b.Keys.Block)
	if err != nil {
		return session{}, err
	}
	mac, err := keys.NewSealer(l.cfg.MAC, w.MAK)
	if err != nil {
		return session{}, err
	}
	pik, err := keys.NewPINKey(l.cfg.Form, w.PIK)
	if err != nil {
		return session{}, err
	}
	l.session = session{block: b.Keys.Block, mac: mac, pik: pik}
	return l.session, nil
}

// signed says whether the Book is signed in with keys that the configuration can use. Keys
// of another form or MAC algorithm, from before somebody changed host.signin or host.mac,
// are as good as none: the terminal signs in again. So it does after a sign-in that was cut.
func (l *loop) signed(b roll.Book) bool {
	if !b.Signed || b.Signing() || b.Keys.Block == "" {
		return b.Signed && !b.Signing()
	}
	_, err := l.keysOf(b)
	if err != nil {
		l.cfg.Log.Warn().Err(err).Msg("the working keys do not fit the configuration: a sign-in is needed")
	}
	return err == nil
}

// tryKeys opens the keys of a sign-in, where it brings any.
func (l *loop) tryKeys(block string) error {
	if l.cfg.Form == "" {
		return nil
	}
	_, err := l.openKeys(block)
	return err
}

func (l *loop) openKeys(block string) (keys.Working, error) {
	raw, err := hex.DecodeString(block)
	if err != nil {
		return keys.Working{}, fmt.Errorf("key block: %w", err)
	}
	return keys.Open(l.cfg.Form, l.cfg.MAC, l.tmk, raw)
}

// send builds the request of a transaction or its reversal and starts the
// exchange. What cannot be built was not sent.
func (l *loop) send(e machine.Send) {
	request, sess, err := l.request(e)
	if err != nil {
		l.cfg.Log.Error().Err(err).Uint64("txn", uint64(e.Of)).Msg("request could not be built")
		l.later = append(l.later, machine.NotSent{At: l.at(), Why: err.Error(), Line: unbuilt})
		return
	}
	line := l.line
	l.flights.Go(func() {
		answer, err := l.cfg.Host.Exchange(line, request, sess.mac)
		if err != nil {
			if lineOf(err) == unbuilt {
				l.cfg.Log.Error().Err(err).Msg("request could not be built")
			}
			l.results <- unanswered(l.at(), err)
			return
		}
		l.results <- l.answered(l.at(), request.Kind, answer)
	})
}

// unanswered turns an error of the link into what may be concluded from it.
func unanswered(at machine.At, err error) machine.Event {
	if errors.Is(err, comms.ErrNotSent) {
		return machine.NotSent{At: at, Why: err.Error(), Line: lineOf(err)}
	}
	return machine.NoAnswer{At: at, Reason: comms.ReasonOf(err).OrNoReply(), Why: err.Error()}
}

// answered turns an answer into an event. New keys are opened here, where their
// check values can be verified; the journal only ever sees them wrapped.
func (l *loop) answered(at machine.At, kind txn.Kind, a comms.Answer) machine.Event {
	e := machine.Answered{At: at, Authentic: a.Authentic, Shows: a.Shows, Outcome: roll.Outcome{
		Code: a.Code, Auth: a.Auth, RRN: a.RRN, HostTime: a.HostTime, HostDate: a.HostDate, SettleDate: a.SettleDate,
		Issuer: a.Issuer, Acquirer: a.Acquirer, Text: a.Text, Org: a.Organisation, Voucher: a.Voucher, Requires: int(a.Requirement),
	}}
	switch {
	case kind == txn.Balance:
		e.Outcome.Balance = a.Balance
	case kind == txn.Query && a.Code == "00":
		e.Outcome.Holds = &roll.Holding{Found: true, Response: a.Original}
		if r := a.Holds; r != nil {
			e.Outcome.Holds.Record = &roll.Record{
				Kind: r.Kind, Terminal: r.Terminal, Batch: r.Batch, Trace: r.Trace, Amount: r.Amount, Card: r.Card, At: r.At.UTC(), Held: r.Held, Order: r.Order,
			}
		}
	case kind == txn.Settle:
		e.Verdict = roll.Verdict{Domestic: a.Domestic, Foreign: a.Foreign, Code: a.Code}
		if a.Totals != nil {
			e.Verdict.Host = &roll.Frozen{Domestic: a.Totals.Domestic, Foreign: a.Totals.Foreign}
		}
	case kind == txn.SignIn && a.Code.Approves():
		e.Keys = roll.Keys{Block: hex.EncodeToString(a.KeyBlock), HostBatch: a.Batch}
		err := l.tryKeys(e.Keys.Block)
		if err != nil {
			l.cfg.Log.Warn().Err(err).Msg("the keys of this sign-in are refused, the old ones stay")
		}
		e.KeysHold = err == nil && a.Batch != 0
	}
	return e
}

// request is built from what is committed; only the card's track and the PIN
// come from memory, and only for the request itself.
func (l *loop) request(e machine.Send) (comms.Request, session, error) {
	t, err := l.txn(e.Of)
	if err != nil {
		return comms.Request{}, session{}, err
	}
	var sess session
	if t.Kind != txn.SignIn && l.st.Book.Keys.Block != "" {
		if sess, err = l.keysOf(l.st.Book); err != nil {
			return comms.Request{}, sess, err
		}
	}
	r := requestOf(t, e.As)
	r.Sent = l.cfg.Now()
	if r.Original.Sent, err = l.began(t.Orig); err != nil {
		return r, sess, err
	}
	switch {
	case t.Kind == txn.Settle:
		return r, sess, l.upload(&r, t, e)
	case e.As == txn.OrderQuery, e.As == txn.OrderClose:
		r.Trace = t.Asked.Trace
		return r, sess, nil
	case e.As == txn.Reversal:
		r.Chip = card.Reversal55(t.Intent.Chip)
		return r, sess, l.sealed(&r, t)
	case t.Tries > 0: // the card may be gone: what is sealed is what is left
		return r, sess, l.sealed(&r, t)
	}
	shown := l.st.Want.Card
	r.Track2, r.Chip = shown.Track2, card.Field55(shown.Chip)
	place(&r, shown.PAN)
	if t.Intent.PIN {
		r.PINBlock, err = l.pinBlock(r.PAN, sess.pik)
	}
	return r, sess, err
}

// began is when a transaction's original was sent; the zero time when there is none here.
func (l *loop) began(id roll.ID) (time.Time, error) {
	if id == 0 {
		return time.Time{}, nil
	}
	t, err := l.txn(id)
	return t.At, err
}

// requestOf is what the roll knows of a transaction's request.
func requestOf(t roll.Txn, as txn.Message) comms.Request {
	in := t.Intent
	r := comms.Request{
		Kind: t.Kind, As: as, Trace: t.Trace, At: t.At, Batch: t.Batch, Amount: in.Amount,
		Terminal: in.Terminal, Merchant: in.Merchant, Operator: in.Operator, Entry: in.Entry, Expiry: in.Expiry,
		Sequence: in.Sequence, PIN: in.PIN, Order: in.Order, Wallet: in.Wallet,
	}
	if as == txn.Reversal {
		r.Reason = t.Reason()
	}
	if o := in.Original; o != nil {
		r.Original = comms.Original{Batch: o.Batch, Trace: o.Trace, Date: o.Date, RRN: o.RRN, Auth: o.Auth, Voucher: o.Voucher}
		if r.Order == "" {
			r.Order = o.Order
		}
	}
	return r
}

// place puts a number where it belongs: a card's, or a payment code.
func place(r *comms.Request, number txn.PAN) {
	if r.Kind.Means() == txn.ByCode {
		r.Code = number
	} else {
		r.PAN = number
	}
}

// sealed takes the number of a transaction that is reversed or repeated. Kinds without
// card and code have none.
func (l *loop) sealed(r *comms.Request, t roll.Txn) error {
	if t.Kind.Means() == txn.NoMeans {
		return nil
	}
	number, err := l.roll.PAN(t.ID)
	place(r, number)
	return err
}

func (l *loop) pinBlock(pan txn.PAN, pik *keys.PINKey) (txn.PINBlock, error) {
	switch {
	case l.pad == nil:
		return "", card.ErrNoPIN
	case pik == nil:
		return "", errNoPINKey
	}
	return l.pad.Block(pan, pik)
}

// at is the time of an event that happens now.
func (l *loop) at() machine.At { return machine.At{Time: l.cfg.Now()} }
