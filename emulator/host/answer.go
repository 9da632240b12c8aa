package host

import (
	"posterm/comms/frame"
	"posterm/comms/message"
)

// What the host says about itself: acquirer and issuer codes (fields 32 and 44).
const (
	acquirerCode = "00010000"
	issuerCode   = "01020000"
)

// echoed are the fields an answer repeats as they came.
var echoed = []int{3, 4, 11, 14, 25, 41, 42, 49, 60}

// answer is an answer on its way out, before it is bytes: faults still change it.
type answer struct {
	request  *request
	decision *decision
	msg      *message.Message
	session  *session // makes the MAC; nil: no MAC
	dialect  *dialect
	badMAC   bool
	require  frame.Requirement
}

// contents are the fields of an answer before they are a message, by number; what is empty is
// absent. A message is cheapest to make from its first field to its last.
type contents [64]string

func (c *contents) message(mti string) *message.Message {
	m := message.New(mti)
	for n, v := range c {
		if v != "" {
			m.Set(n, v)
		}
	}
	return m
}

// answerTo makes the message of a decision that is stamped.
func (d *dialect) answerTo(r *request, says *decision) answer {
	var c contents
	for _, n := range echoed {
		c[n] = r.msg.Get(n)
	}
	at := says.at
	if at.IsZero() {
		at = r.at
	}
	hour, minute, second := at.Clock()
	_, month, day := at.Date()
	c[12] = digits(uint64(hour*10_000+minute*100+second), len("hhmmss"))
	c[13] = digits(uint64(int(month)*100+day), len("MMDD"))
	c[39] = string(says.code)
	if moneyMTI(r.msg.MTI) {
		c.setMoneyFields(r, says)
	}
	for _, one := range says.set {
		c[one.n] = one.v
	}
	if says.set.has(37) {
		c[32] = acquirerCode
	}
	a := answer{request: r, decision: says, msg: c.message(replyMTI(r.msg.MTI)), dialect: d, require: says.require}
	if r.carriesMAC() && !says.bare {
		a.session = r.session
	}
	if r.service == signInService && a.require == frame.RequireSignIn {
		a.require = frame.RequireNothing
	}
	return a
}

func (c *contents) setMoneyFields(r *request, d *decision) {
	c[15] = d.day[len("2006"):]
	if r.card.pan != "" && !r.coded {
		c[2] = r.card.pan.Digits()
	}
	if acct := r.account; acct != nil {
		c[44] = issuer
		c[63] = organisationOf(acct.PAN)
	}
}

// issuer is field 44: issuer and acquirer.
var issuer = padded(issuerCode) + padded(acquirerCode)

// padded fills an institution code to its eleven characters.
func padded(code string) string { return (code + "           ")[:11] }

// replyMTI is request + 10: 0200 is answered 0210.
func replyMTI(mti string) string { return mti[:2] + string(mti[2]+1) + mti[3:] }

// isRequest: requests have an even third digit, answers an odd one.
func isRequest(mti string) bool { return len(mti) == 4 && (mti[2]-'0')%2 == 0 }

// bytes is the whole frame of the answer, length first.
func (a answer) bytes() ([]byte, error) {
	body, err := a.body()
	if err != nil {
		return nil, err
	}
	in := a.request.frame
	header := in.Header.WithRequirement(a.require)
	return a.dialect.frame().Append(nil, frame.Frame{TPDU: in.TPDU.Reply(), Header: header, Body: body})
}

// wire is the answer in the language of its request.
func (a answer) wire() *message.Message { return a.dialect.answer(a.request.wire, a.msg) }

func (a answer) body() ([]byte, error) {
	wire := a.wire()
	if a.session == nil || a.session.mac == nil {
		return wire.Pack()
	}
	return wire.Seal(func(body []byte) [message.MACSize]byte {
		mac := a.session.mac.Sum(body)
		if a.badMAC {
			mac[0] ^= 1
		}
		return mac
	})
}

// salvage makes a request of the fields before the point where a message stopped
// making sense, enough to refuse it with 30. False: not even that.
func (h *Host) salvage(f frame.Frame) (*request, bool) {
	parts, _, _ := h.dialect.spec.Dissect(f.Body)
	if !isRequest(parts.MTI) {
		return nil, false
	}
	m := parts.Spec().New(parts.MTI)
	for _, n := range echoed {
		if parts.Has(n) {
			m.Set(n, parts.Get(n))
		}
	}
	r := &request{frame: f, wire: m, msg: h.dialect.request(m), at: h.now()}
	r.key = Key{Terminal: m.Get(41), Trace: m.Get(11)}
	return r, true
}

// refuseMalformed answers 30 to a message that does not parse. Nil: no answer
// can be made of it.
func (h *Host) refuseMalformed(f frame.Frame, why error) *answer {
	h.mu.Lock()
	defer h.mu.Unlock()
	r, ok := h.salvage(f)
	if !ok {
		return nil
	}
	if t := h.book.terminals[r.key.Terminal]; t != nil {
		r.session = t.session
	}
	d := &decision{code: "30", reason: why.Error()}
	h.stamp(r, d)
	a := h.dialect.answerTo(r, d)
	return &a
}
