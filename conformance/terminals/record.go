package terminals

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"posterm/comms/message"
	"posterm/emulator/host"
	"posterm/txn"
)

// record is everything the host saw and did, in order.
type record struct {
	mu     sync.Mutex
	events []host.Event
}

func (r *record) add(e host.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
}

// size is where the next event will stand.
func (r *record) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.events)
}

func (r *record) since(from int) []host.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]host.Event(nil), r.events[from:]...)
}

// asked is one request of the terminal, with what the host did about it.
type asked struct {
	at      int // in the record
	fields  map[string]string
	mti     string
	fault   string
	decided bool
	code    txn.Code // empty: not decided
	field   int      // that was wrong
	reason  string
}

func (a asked) get(n int) string { return a.fields[strconv.Itoa(n)] }
func (a asked) trace() string    { return a.get(11) }

// private is field 60: kind, batch, network code.
func (a asked) private() message.Field60 {
	f, _ := message.ParseField60(a.get(60)) // what does not parse has no parts
	return f
}

// key is the transaction that the request is about.
func (a asked) key() host.Key {
	return host.Key{Terminal: a.get(41), Batch: a.private().Batch, Trace: a.trace()}
}

func (a asked) isSale() bool     { return a.mti == "0200" && a.get(3) == "000000" }
func (a asked) isVoid() bool     { return a.mti == "0200" && a.get(3) == "200000" }
func (a asked) isBalance() bool  { return a.mti == "0200" && a.get(3) == "310000" }
func (a asked) isReversal() bool { return a.mti == "0400" }
func (a asked) isSignIn() bool   { return a.mti == "0800" }
func (a asked) isSettle() bool   { return a.mti == "0500" }
func (a asked) isUpload() bool   { return a.mti == "0320" && a.private().Network == "201" }

// isOnline: what may go only when nothing is owed to the host (PROTOCOL.md 4.5).
func (a asked) isOnline() bool {
	return a.mti == "0200" || a.mti == "0100" || a.mti == "0220" || a.mti == "0500"
}

// isMoney: what the host decides once.
func (a asked) isMoney() bool { return a.mti == "0200" || a.mti == "0100" }

// answered: an answer that was not spoiled left the host.
func (a asked) answered() bool {
	return a.decided && (a.fault == "" || a.fault == "duplicate_response")
}

// requests reads events as requests. Events of one connection are in order.
func requests(events []host.Event, from int) (list []asked) {
	last := map[uint64]int{}
	for i, e := range events {
		n, open := last[e.Conn]
		switch {
		case e.Type == host.Requested:
			last[e.Conn] = len(list)
			list = append(list, asked{at: from + i, fields: e.Fields, mti: e.MTI})
		case open && e.Type == host.FaultUsed:
			list[n].fault = e.Fault
		case open && e.Type == host.Decided:
			list[n].decided, list[n].code, list[n].field, list[n].reason = true, e.Response, e.Field, e.Reason
		}
	}
	return list
}

// evidence is the events as people read them, masked.
func evidence(events []host.Event, accounts []host.Account) (lines []string) {
	for _, e := range events {
		at := e.At.In(txn.Beijing).Format("15:04:05.000")
		switch e.Type {
		case host.Requested:
			lines = append(lines, fmt.Sprintf("%s %3d → %s", at, e.Conn, discreetly(e, accounts)))
		case host.Answered:
			lines = append(lines, fmt.Sprintf("%s %3d ← %s", at, e.Conn, e.Message))
		case host.Decided:
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %3d   decided %s %s", at, e.Conn, e.Response, e.Reason)))
		case host.FaultUsed:
			lines = append(lines, fmt.Sprintf("%s %3d   on purpose: %s", at, e.Conn, e.Fault))
		case host.Disconnected:
			if strings.HasPrefix(e.Reason, host.NoTLS) {
				lines = append(lines, fmt.Sprintf("%s %3d   %s", at, e.Conn, e.Reason))
			}
		case host.Malformed:
			lines = append(lines, fmt.Sprintf("%s %3d → no message: %s", at, e.Conn, e.Reason))
		}
	}
	if len(lines) > evidenceLimit {
		lines = append(lines[:evidenceLimit:evidenceLimit], fmt.Sprintf("... and %d more", len(lines)-evidenceLimit))
	}
	return lines
}

// discreetly is a request as it may be shown. A terminal that writes a PIN where anything may stand is told so, and the PIN
// is not told.
func discreetly(e host.Event, accounts []host.Account) string {
	said := e.Message
	for _, n := range free {
		value := e.Fields[strconv.Itoa(n)]
		for _, a := range accounts {
			if a.PIN != "" && strings.Contains(value, a.PIN) {
				said = strings.ReplaceAll(said, value, fmt.Sprintf("*** %d characters", len(value)))
			}
		}
	}
	return said
}

// evidenceLimit is how many lines a case shows. Chosen: a settlement of a day still fits.
const evidenceLimit = 200
