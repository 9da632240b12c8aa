package sim

import (
	"bytes"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// What the line and the host do wrong with one exchange. The first ones are the
// scripts of the exhaustive flows.
const (
	refused       = 1 + iota // no connection
	requestLost              // the request never arrives
	answerLost               // decided, and nobody hears of it
	requestLate              // the request arrives after the terminal has given up
	answerTwice              // and the second one is never read
	wrongMAC                 // approved, with a MAC that does not hold
	answerLate               // the answer comes on the next connection
	wrongTrace               // the answer names another trace number
	wrongAmount              // the answer names another amount
	wrongTerminal            // the answer names another terminal
	halfAnswer               // the line breaks in the middle of the answer
	garbage                  // bytes that mean nothing
	closed                   // decided, then the line is closed
	requestTwice             // the network delivers the request twice
	sendFails                // the request leaves and yet the write fails
	oldAnswer                // an answer of long ago comes first
	declined                 // the host says no
	unknownCode              // the host answers what stands in no table
	reversalNo               // the host refuses a reversal for good
	forgedNo                 // decided, and somebody without the key says "sign in first"
	notNow                   // the host cannot say now
	otherTotals              // the host finds other totals than the terminal
	issuerThinks             // the issuer takes longer than the terminal waits
	lineFaults    = iota
	scripted      = int(wrongMAC) // the exhaustive flows use the faults up to here
)

// byHost are the faults that the host makes itself.
var byHost = map[int]string{
	answerTwice: "duplicate_response", wrongMAC: "bad_mac", answerLate: "late_response", wrongTrace: "wrong_trace",
	wrongAmount: "wrong_amount", wrongTerminal: "wrong_terminal", halfAnswer: "half_frame", garbage: "garbage",
	closed: "approve_then_close", declined: "decline", unknownCode: "unknown_code", otherTotals: "wrong_totals",
}

// unbelievable are the answers that decide nothing, and how many whole frames they are.
var unbelievable = map[int]struct {
	what   string
	frames int
}{
	wrongMAC: {"an answer whose MAC does not hold", 1}, wrongTrace: {"an answer to another trace number", 1},
	wrongAmount: {"an answer about another amount", 1}, wrongTerminal: {"an answer to another terminal", 1},
	halfAnswer: {"half an answer", 0}, garbage: {"bytes that mean nothing", 0},
}

// single says whether the bytes are one whole frame and nothing else.
func single(raw []byte) bool {
	r := bytes.NewReader(raw)
	_, err := frame.Read(r)
	return err == nil && r.Len() == 0
}

// frames counts the whole frames among bytes.
func frames(raw []byte) (n int) {
	for r := bytes.NewReader(raw); ; n++ {
		if _, err := frame.Read(r); err != nil {
			return n
		}
	}
}

// refusal is an answer that anybody can make: 77, without a MAC.
func refusal(request []byte, m *message.Message) []byte {
	f, err := frame.Decode(request)
	if err != nil {
		return nil
	}
	a := message.New(m.MTI[:2] + "10")
	for _, n := range []int{3, 4, 11, 41, 42, 49, 60} {
		if m.Has(n) {
			a.Set(n, m.Get(n))
		}
	}
	a.Set(39, "77")
	f.TPDU = f.TPDU.Reply()
	if f.Body, err = a.Pack(); err != nil {
		return nil
	}
	raw, err := f.Append(nil)
	if err != nil {
		return nil
	}
	return raw
}

// forbid: until the next exchange nothing may be decided by what came.
func (w *World) forbid(what string) { w.forbidden = what }

// letter is what a host said about a trace number.
type letter struct {
	trace txn.Trace
	raw   []byte
}

// keptAnswers is how many old answers the network can bring back.
const keptAnswers = 8

// ask lets the host answer.
func (w *World) ask(c *conn, m *message.Message, f host.Fault) {
	if c.fault == oldAnswer && len(w.network.answers) > 0 {
		w.mark(ForeignAnswer)
		old := w.network.answers[w.fate.Choose(len(w.network.answers))]
		c.answer.Write(old.raw)
		if old.trace != traceOf(m) && w.fate.Choose(2) == 0 { // and nothing else comes
			w.forbid("an answer to another request")
			return
		}
	}
	var answer []byte
	if c.fault == issuerThinks {
		answer = w.issuerThinks(c.request)
	} else {
		answer = w.hostDecides(c.request, f)
	}
	if bad, known := unbelievable[c.fault]; known && len(w.host.Faults()) == 0 && frames(answer) == bad.frames {
		w.forbid(bad.what) // and no late answer came before it
	}
	switch c.fault {
	case forgedNo:
		w.mark(ForgedRefusal)
		c.answer.Write(refusal(c.request, m))
		return
	case answerLost, sendFails:
		w.happened(wire, "the answer to %s is lost", told(m))
		w.markLost(m)
		return
	case requestTwice:
		w.hostDecides(c.request, host.Fault{}) // and what it says is lost
	}
	c.answer.Write(answer)
	if m.MTI == "0400" || m.MTI == "0220" {
		w.refused[traceOf(m)] = true
	}
	w.markAnswer(c.fault, m)
	if single(answer) && c.fault != wrongTrace { // it would be the right one for the next request
		if w.network.answers = append(w.network.answers, letter{traceOf(m), answer}); len(w.network.answers) > keptAnswers {
			w.network.answers = w.network.answers[1:]
		}
	}
}

// responseTimeout is how long the terminal waits for an answer.
const responseTimeout = time.Minute

// told names a message for people.
func told(m *message.Message) string {
	s := m.MTI + " " + m.Get(11)
	if amount := m.Get(4); amount != "" {
		s += " " + amountOf(amount)
	}
	return s
}

func amountOf(digits string) string {
	fen, err := txn.FenFromDigits(digits)
	if err != nil {
		return digits
	}
	return fen.String()
}

// processPay is field 3 of a wallet payment (RULES.md 5).
const processPay = "450000"
