package host

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

// request is one decoded request and what the checks found out about it.
type request struct {
	frame   frame.Frame
	wire    *message.Message // as it came
	msg     *message.Message // as the services read it: in the default profile
	at      time.Time        // Beijing time
	f60     message.Field60
	key     Key
	service *service // nil until the type is known
	session *session // nil: the terminal has no session key
	force   txn.Code // an answer instead of the service's own; empty: none
	forced  string   // why
	cutting bool     // it comes in the middle of a cut-over
	arqc    []byte   // the chip's cryptogram; nil: none
	amount  txn.Fen
	card    card
	account *account // whose card or code it is; nil: nobody's here
	pin     string   // the PIN block, wherever it came; empty: none
	coded   bool     // card.pan is a payment code
	tags    message.Tags
	names   message.Field61 // field 61; zero without one
}

// beijing is the time zone of fields 12 and 13.
var beijing = time.FixedZone("CST", 8*60*60)

// decision is what the host says to a request.
type decision struct {
	code   txn.Code
	field  int    // the field that was wrong; 0: none
	reason string // for the log
	fact   *fact  // what must be durable before the answer leaves; nil: nothing
	set    fields
	at     time.Time // when it was decided; zero: now
	day    string    // settlement date, YYYYMMDD; empty: the day on which it is stamped
	bare   bool      // without MAC even though there is a session key

	require frame.Requirement // what the header asks of the terminal
}

// fields are what an answer carries besides what all answers do.
type fields []fieldValue

type fieldValue struct {
	n int
	v string
}

// put sets a field, in the place of what it was.
func (f *fields) put(n int, v string) {
	for i := range *f {
		if (*f)[i].n == n {
			(*f)[i].v = v
			return
		}
	}
	*f = append(*f, fieldValue{n, v})
}

// has says whether a field is there.
func (f fields) has(n int) bool {
	return slices.ContainsFunc(f, func(one fieldValue) bool { return one.n == n })
}

// refuse says no, and why.
func refuse(code txn.Code, field int, format string, args ...any) *decision {
	return &decision{code: code, field: field, reason: fmt.Sprintf(format, args...)}
}

// moneyMTI says whether requests of this type carry money and therefore a MAC.
func moneyMTI(mti string) bool {
	switch mti[:2] {
	case "01", "02", "04":
		return true
	}
	return false
}

// carriesMAC says whether the answer is MACed once there is a key.
func (r *request) carriesMAC() bool { return moneyMTI(r.msg.MTI) || r.msg.Has(64) }

// reversal says whether the request undoes another one.
func (r *request) reversal() bool { return r.msg.MTI == "0400" }

// dispatchKey is how services are found: type + first two digits of field 3 +
// field 25 + 60.1 for money ("0200000022" is a sale), type + 60.3 for the rest
// ("0800003" is a sign-in).
func (r *request) dispatchKey(room []byte) []byte {
	key := append(room, r.msg.MTI...)
	if !moneyMTI(r.msg.MTI) {
		return append(key, r.f60.Network...)
	}
	f3 := r.msg.Get(3)
	key = append(key, f3[:min(2, len(f3))]...)
	key = append(key, r.msg.Get(25)...)
	return append(key, r.f60.Type...)
}

// scanned says whether a payment code was scanned: field 22 begins with 03.
func (r *request) scanned() bool { return strings.HasPrefix(r.msg.Get(22), "03") }

// find looks the service up. Where the same key serves cards and payment codes, field 22
// tells them apart.
func (r *request) find() *service {
	var room [16]byte
	key := r.dispatchKey(room[:0])
	if s := codeServices[string(key)]; s != nil && r.scanned() {
		return s
	}
	return services[string(key)]
}
