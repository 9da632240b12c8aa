// Package training answers for the acquirer while people are trained 培训: no byte leaves the terminal and no money moves. The
// last two digits of an amount choose what there is to learn (Lessons); every other amount is approved.
//
// It is no host: it holds no accounts, looks at no card and speaks no protocol. What it was asked it remembers until
// the program ends.
package training

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/txn"
)

// Silence is how long the terminal waits for an answer that will not come. Chosen: long enough to be noticed, short in a lesson.
const Silence = 5 * time.Second

// remembered bounds what is remembered, in transactions. At it everything is forgotten: an enquiry finds nothing then. Chosen:
// a full batch.
const remembered = 500

// balance is on every card. Chosen.
const balance txn.Fen = 100_000

// Host plays the acquirer. It is safe for several goroutines.
type Host struct {
	Now func() time.Time

	mu    sync.Mutex
	heard map[txn.Ref]txn.Code // what was decided; of an order whose code was shown, that nobody has scanned it yet
}

// Why there was no answer.
var (
	errSilent      = errors.New("training: the answer is lost")
	errUnreachable = errors.New("training: the host cannot be reached")
)

// Exchange answers a request, as terminal.Host does.
func (h *Host) Exchange(ctx context.Context, r comms.Request, _ *keys.Sealer) (comms.Answer, error) {
	lesson, again := h.decide(r)
	switch {
	case lesson.unreached && r.As.Opens():
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpDial, Trace: r.Trace, Err: errUnreachable}
	case lesson.lost && r.As.Opens() && !again:
		select {
		case <-time.After(Silence):
		case <-ctx.Done():
		}
		return comms.Answer{}, &comms.ExchangeError{Op: comms.OpWait, Trace: r.Trace, Reason: txn.NoReply, Err: errSilent}
	}
	return h.answer(r, lesson), nil
}

// decide finds the lesson of a request, and whether the request was heard before.
func (h *Host) decide(r comms.Request) (l Lesson, again bool) {
	l.code = approved
	if r.Kind.Moves() {
		l = lessonOf(r.Amount)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	ref := txn.Ref{Batch: r.Batch, Trace: r.Trace}
	was, again := h.heard[ref]
	switch {
	case again && was == waiting && r.As == txn.OrderQuery: // somebody has scanned the code meanwhile
		h.heard[ref] = approved
	case again, !r.As.Opens(), !r.Kind.Moves(), l.unreached:
	default:
		if h.heard == nil || len(h.heard) >= remembered {
			h.heard = map[txn.Ref]txn.Code{}
		}
		if h.heard[ref] = l.code; r.As == txn.OrderOpen && l.code == approved {
			h.heard[ref] = waiting
		}
	}
	return l, again
}

// answer is what the host says.
func (h *Host) answer(r comms.Request, l Lesson) comms.Answer {
	now := h.Now()
	a := comms.Answer{
		Code: l.code, Authentic: true, Batch: r.Batch, HostTime: txn.HostTime(now), HostDate: txn.HostDate(now), SettleDate: txn.HostDate(now),
		RRN: fmt.Sprintf("%06d%06d", r.Batch, r.Trace), Auth: r.Trace.String(), Organisation: "CUP", Text: "TRAINING",
	}
	switch {
	case r.As == txn.Reversal:
		a.Code = l.undo()
	case r.As == txn.OrderOpen && l.code == approved:
		a.Code, a.Shows = waiting, shows
	case r.As == txn.OrderQuery:
		a.Code = approved
	case r.As == txn.OrderClose:
		a.Code = h.closes(r)
	case r.Kind == txn.QRSale:
		a.Voucher = fmt.Sprintf("%08d%012d", r.Batch, r.Trace)
	case r.Kind == txn.Balance:
		held := balance
		a.Balance = &held
	case r.Kind == txn.Query:
		h.found(r, &a)
	case r.Kind == txn.Settle:
		a.Domestic, a.Foreign = txn.Balanced, txn.Balanced
	}
	return a
}

// Codes of PROTOCOL.md 7 that are no lesson.
const (
	approved  txn.Code = "00"
	waiting            = txn.OrderWaiting
	unknown   txn.Code = "25"
	orderPaid txn.Code = "W3"
)

// shows is the text of every code that the customer is to scan: nobody can pay by it.
const shows = "TRAINING-NO-MONEY-MOVED"

// closes is the answer to an order's close: an order whose code nobody scanned is closed, any other was paid before.
func (h *Host) closes(r comms.Request) txn.Code {
	h.mu.Lock()
	defer h.mu.Unlock()
	if code, known := h.heard[txn.Ref{Batch: r.Batch, Trace: r.Trace}]; r.Entry == txn.Presented && (!known || code == waiting) {
		return approved
	}
	return orderPaid
}

// found answers an enquiry.
func (h *Host) found(r comms.Request, a *comms.Answer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	code, has := h.heard[txn.Ref{Batch: r.Original.Batch, Trace: r.Original.Trace}]
	if a.Original = code; !has {
		a.Code = unknown
	}
}
