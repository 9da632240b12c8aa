package host

import (
	"strconv"
	"time"

	"posterm/comms/message"
	"posterm/txn"
)

// EventType says what happened.
type EventType string

// The events of a host.
const (
	Connected    EventType = "host.connected"
	Disconnected EventType = "host.disconnected" // Reason: who or what ended it
	Requested    EventType = "host.request"      // Message: the request, masked
	Malformed    EventType = "host.malformed"    // bytes that are no message; Reason says where
	Decided      EventType = "host.decided"      // Response; Field and Reason when it was refused
	IssuerAsked  EventType = "host.issuer"       // a slow or silent issuer is waited for; Reason: how long
	Answered     EventType = "host.answer"       // all bytes were written; Message: the answer, masked
	FaultUsed    EventType = "host.fault"        // Fault: its name
)

// EventTypes are all of them, in the order in which an exchange has them.
func EventTypes() []EventType {
	return []EventType{Connected, Requested, Malformed, FaultUsed, Decided, IssuerAsked, Answered, Disconnected}
}

// Event is one thing the host did or saw. Secrets never enter it.
type Event struct {
	Type     EventType `json:"type"`
	At       time.Time `json:"at"`
	Conn     uint64    `json:"conn"` // number of the connection, from 1
	MTI      string    `json:"mti,omitempty"`
	Kind     string    `json:"kind,omitempty"`
	Terminal string    `json:"terminal,omitempty"`
	Batch    string    `json:"batch,omitempty"`
	Trace    string    `json:"trace,omitempty"`
	Response txn.Code  `json:"response,omitempty"`
	Field    int       `json:"field,omitempty"` // the field that was wrong
	Reason   string    `json:"reason,omitempty"`
	Fault    string    `json:"fault,omitempty"`
	Message  string    `json:"message,omitempty"`
	// Fields are those of Message, masked alike: {"3":"000000","41":"00010001"}.
	Fields map[string]string `json:"fields,omitempty"`
	Door   string            `json:"door,omitempty"`   // where a connection came in: primary or backup
	TLS    string            `json:"tls,omitempty"`    // its version
	Client string            `json:"client,omitempty"` // who the terminal proved to be
}

func (h *Host) tell(e Event) {
	if h.options.OnEvent == nil {
		return
	}
	e.At = h.now()
	h.options.OnEvent(e)
}

// with puts a message, masked, into an event that somebody hears.
func (h *Host) with(e Event, m *message.Message) Event {
	if h.options.OnEvent == nil {
		return e
	}
	e.Message, e.Fields = m.String(), map[string]string{}
	for _, n := range m.Fields() {
		e.Fields[strconv.Itoa(n)] = m.Spec().Show(n, m.Get(n))
	}
	return e
}

// tellOf tells something about a request that is not decided yet.
func (h *Host) tellOf(e Event, m *message.Message) {
	if h.options.OnEvent == nil {
		return
	}
	e.MTI, e.Terminal, e.Trace = m.MTI, m.Text(41), m.Get(11)
	h.tell(e)
}

// about fills in what names the request.
func (e Event) about(r *request) Event {
	e.MTI = r.msg.MTI
	e.Terminal, e.Batch, e.Trace = r.key.Terminal, r.key.Batch, r.key.Trace
	if r.service != nil {
		e.Kind = r.service.kind.String()
	}
	return e
}
