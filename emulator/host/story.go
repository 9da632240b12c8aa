package host

import (
	"fmt"
	"strings"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// Story is everything the host knows of one transaction.
type Story struct {
	Transaction BackOffice `json:"transaction"`
	Timeline    []Turn     `json:"timeline"` // what was decided about it, in order
	// Messages are those on the line under its number, masked, as far back as the host
	// remembers; a restart forgets them.
	Messages []Line `json:"messages"`
}

// Turn is one fact about a transaction.
type Turn struct {
	At   time.Time `json:"-"`
	Time string    `json:"time"` // the same in RFC 3339
	// What is approved, declined, waiting; reversed, settled, paid, closed; or the kind of
	// transaction that did something to it, such as refund, and void_reversed when that
	// was undone.
	What     string   `json:"what"`
	Response txn.Code `json:"response,omitempty"`
	By       Key      `json:"by,omitzero"` // the other transaction
	ZH       string   `json:"zh"`
	EN       string   `json:"en"`
}

// Line is one message on the line.
type Line struct {
	At      time.Time `json:"-"`
	Time    string    `json:"time"` // the same in RFC 3339
	Conn    uint64    `json:"conn"`
	Sent    bool      `json:"sent"`            // by the host
	Fault   string    `json:"fault,omitempty"` // what spoiled it on purpose
	Message string    `json:"message"`         // masked
}

// Story tells one transaction. Errors wrap ErrNoTransaction.
func (h *Host) Story(k Key) (Story, error) {
	h.mu.Lock()
	e := h.book.byKey[k]
	if e == nil || !e.Kind.Moves() {
		h.mu.Unlock()
		return Story{}, fmt.Errorf("%w: terminal %q batch %q trace %q", ErrNoTransaction, clip(k.Terminal), clip(k.Batch), clip(k.Trace))
	}
	s := Story{Transaction: e.backOffice(), Timeline: e.timeline(), Messages: []Line{}}
	h.mu.Unlock()
	h.Replay(k, func(l Line, _ *message.Spec, _ []byte) { s.Messages = append(s.Messages, l) })
	return s, nil
}

// Replay goes through the messages of a transaction, oldest first. Body is a message as it
// was on the line, with all its secrets: it is for readers that mask what they tell, such
// as package explain, and may be neither changed nor kept.
func (h *Host) Replay(k Key, each func(l Line, spec *message.Spec, body []byte)) {
	for _, one := range h.tape.of(k) {
		l := Line{At: one.at, Time: one.at.Format(time.RFC3339), Conn: one.conn, Sent: one.sent, Fault: one.note}
		if m, err := h.dialect.spec.Unpack(one.body); err == nil {
			l.Message = m.String()
		}
		each(l, h.dialect.spec, one.body)
	}
}

func (e *entry) timeline() []Turn {
	all := make([]Turn, 0, len(e.story)+1)
	all = append(all, e.begun())
	for _, m := range e.story {
		t := Turn{At: m.at, Time: m.at.Format(time.RFC3339), What: string(m.what), Response: m.code}
		words := turnWords[m.what]
		switch {
		case m.by != nil:
			t.By = *m.by
			words = tiedWords(m.what)
		case m.what == orderEnded:
			t.What, words = orderWords(m.code)
		case m.what == batchEnded:
			t.What = string(StatusSettled)
		}
		t.ZH, t.EN = words.ZH, words.EN
		all = append(all, t)
	}
	return all
}

// begun is how a transaction was answered at first. An order that waited was answered W1.
func (e *entry) begun() Turn {
	t := Turn{At: e.at, Time: e.at.Format(time.RFC3339), What: string(Approved), Response: e.Response}
	for _, m := range e.story {
		if m.what == orderEnded {
			t.Response = txn.OrderWaiting
		}
	}
	switch {
	case t.Response == txn.OrderWaiting:
		t.What = string(Waiting)
	case e.State == Declined:
		t.What = string(Declined)
	}
	words := turnWords[what(t.What)]
	t.ZH, t.EN = words.ZH, words.EN
	return t
}

var turnWords = map[what]txn.Words{
	what(Approved): {ZH: "批准", EN: "approved"},
	what(Declined): {ZH: "拒绝", EN: "declined"},
	what(Waiting):  {ZH: "等待顾客确认", EN: "waiting for the customer"},
	reversed:       {ZH: "已冲正", EN: "reversed"},
	batchEnded:     {ZH: "已结算", EN: "settled"},
}

func tiedWords(w what) txn.Words {
	name, undone := strings.CutSuffix(string(w), "_"+string(reversed))
	var kind txn.Kind
	if kind.UnmarshalText([]byte(name)) != nil {
		return txn.Words{}
	}
	words := kind.Words()
	if undone {
		return txn.Words{ZH: words.ZH + "已冲正", EN: words.EN + " reversed"}
	}
	return words
}

func orderWords(code txn.Code) (name string, words txn.Words) {
	switch {
	case code.Approves():
		return "paid", txn.Words{ZH: "顾客已支付", EN: "the customer paid"}
	case code == txn.OrderClosed:
		return "closed", txn.Words{ZH: "订单已关闭", EN: "the order was closed"}
	}
	return string(Declined), turnWords[what(Declined)]
}
