package terminals

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"posterm/card"
	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/txn"
)

// wrongs are what a till does wrong. The zero value does nothing wrong.
type wrongs struct {
	neverReverses   bool
	believesMAC     bool // whatever the MAC of an answer
	reusesTrace     bool // of a transaction that was declined
	takesAny        bool // takes whatever comes for the answer
	ignoresType     bool // takes an approval of the sale for the answer to its reversal
	newTrace        bool // a reversal has a number of its own
	givesUp         bool // a reversal is sent once, answered or not
	pinInClear      bool
	pinInReversal   bool
	ignoresDemand   bool // goes on when the host wants a sign-in
	reversesDecline bool
	knowsOnly00     bool // of a reversal's answers
	knowsAnyCode    bool // whatever a reversal is answered ends it
	forgetsVoids    bool // and the sales that they undid, for the totals
	forgetsBatch    bool // a settlement that was cut is forgotten
	neverUploads    bool
	neverEnds       bool // a batch
	firstGroup      bool // of records is all it uploads
	losesCount      bool // of what it sold, for the totals
	neverLetsGo     bool // of a reversal that the host refuses
	roundsReversal  bool // the amount of a reversal is rounded to yuan
	drops61         bool
	strangeSignIn   bool // when the cashier asks for one: in another merchant's name
	noCurrency      bool // in a balance inquiry
	halfVoid        bool // of the amount is voided
	sulks           bool // once after a connection that ended without a word
	timid           bool // its first sale is reversed, although it was approved
	impatient       bool // with an answer that is under way
}

// till is a terminal of a few lines, made for these tests: it shares frames, messages and keys with the house, and none of
// its decisions.
type till struct {
	wrongs
	dial    func(context.Context) (net.Conn, error)
	pan     string
	pin     string
	expiry  string
	mac     *keys.Sealer
	pik     *keys.PINKey
	batch   string
	trace   int
	owed    []*message.Message
	refused int                // how often the host refused the oldest of them
	sold    []*message.Message // approved, with field 37 of the answer
	voided  map[string]bool
	credit  txn.Sum
	cut     func(context.Context) bool // what is left of a settlement that was cut
	current bool                       // the keys are
	sulking bool
}

const (
	tillNumber   = "77770001"
	tillMerchant = "777712345678901"
	answerLimit  = 60 * time.Second
)

func newTill(dial func(context.Context) (net.Conn, error), w wrongs) *till {
	a := card.Builtin()[0]
	return &till{wrongs: w, dial: dial, pan: a.Card.PAN.Digits(), pin: a.PIN.Digits(), expiry: string(a.Card.Expiry), batch: "000001", voided: map[string]bool{}}
}

var (
	errSilence = errors.New("no answer that can be believed")
	errNoLine  = errors.New("nothing was sent")
)

// Do is the cashier's key.
func (t *till) Do(ctx context.Context, a Action) error {
	if t.sulking {
		t.sulking = false
		return nil
	}
	if a.Do == SignIn && t.strangeSignIn {
		m := t.plain("0800", "00", "003", "")
		m.Set(42, "000000000000000")
		_, _ = t.exchange(ctx, m)
		return nil
	}
	if a.Do == SignIn || !t.current && !t.ignoresDemand || t.mac == nil {
		if err := t.signIn(ctx); err != nil {
			return nil // the screen says so
		}
	}
	if a.Do == SignIn || a.Do != Settle && t.cut != nil || !t.gate(ctx) {
		return nil
	}
	switch a.Do {
	case Sale:
		m := t.money("000000", "22")
		m.Set(4, a.Amount.Digits12())
		t.transact(ctx, m)
	case Balance:
		m := t.money("310000", "01")
		if t.noCurrency {
			m.Set(49, "000")
		}
		t.transact(ctx, m)
	case Void:
		t.void(ctx, a.Trace)
	case Settle:
		t.settle(ctx)
	}
	return nil
}

func (t *till) next() string {
	t.trace++
	return fmt.Sprintf("%06d", t.trace)
}

// plain is a message with the fields that all have.
func (t *till) plain(mti, kind, network, more string) *message.Message {
	m := message.New(mti)
	m.Set(11, t.next())
	m.Set(41, tillNumber)
	m.Set(42, tillMerchant)
	m.Set(60, kind+t.batch+network+more)
	return m
}

func (t *till) money(processing, kind string) *message.Message {
	m := t.plain("0200", kind, "000", "60")
	m.Set(3, processing)
	m.Set(2, t.pan)
	m.Set(14, t.expiry)
	m.Set(22, "011")
	m.Set(25, "00")
	m.Set(26, "12")
	m.Set(49, "156")
	m.Set(53, "2600000000000000")
	block, err := t.pik.Seal(t.pin, t.pan)
	if err != nil {
		panic(err)
	}
	m.Set(52, string(block))
	if t.pinInClear {
		m.Set(58, "PIN"+t.pin)
	}
	return m
}

// exchange sends a message and waits for its answer.
func (t *till) exchange(ctx context.Context, m *message.Message) (*message.Message, error) {
	conn, err := t.dial(ctx)
	if err != nil {
		return nil, errNoLine
	}
	defer conn.Close()
	sealed := m.MTI[:2] == "02" || m.MTI[:2] == "04"
	body, err := m.Pack()
	if sealed {
		body, err = m.Seal(t.mac.Sum)
	}
	if err != nil {
		panic(err)
	}
	f := frame.Frame{TPDU: frame.TPDU{0x60, 0, 1, 0, 0}, Header: frame.Header{0x60, 0x31, 0, 0x31, 0, 0}, Body: body}
	raw, err := f.Append(nil)
	if err != nil {
		panic(err)
	}
	limit := answerLimit
	if t.impatient {
		limit = 100 * time.Millisecond
	}
	_ = conn.SetDeadline(time.Now().Add(limit))
	if _, err := conn.Write(raw); err != nil {
		return nil, errSilence
	}
	for {
		f, err := frame.Read(conn)
		if err != nil {
			t.sulking = t.sulks && errors.Is(err, io.EOF)
			return nil, errSilence
		}
		a, err := message.Unpack(f.Body)
		if err != nil {
			return nil, errSilence
		}
		if f.Header.Requirement() == frame.RequireSignIn || a.Get(39) == "A0" {
			t.current = false
		}
		if !t.takesAny && !answers(m, a, t.ignoresType) {
			continue
		}
		if input, mac, ok := message.MACInput(f.Body); sealed && a.Get(39) != "A0" && !t.believesMAC && (!ok || !t.mac.Verify(input, mac)) {
			return nil, errBadMAC
		}
		return a, nil
	}
}

var errBadMAC = errors.New("the MAC is wrong")

func answers(m, a *message.Message, anyType bool) bool {
	for _, n := range []int{3, 4, 11, 41, 42} {
		if m.Has(n) && m.Get(n) != a.Get(n) {
			return false
		}
	}
	return a.MTI[2] == m.MTI[2]+1 && (anyType || a.MTI[:2] == m.MTI[:2])
}

func (t *till) signIn(ctx context.Context) error {
	m := t.plain("0800", "00", "003", "")
	m.Set(63, "01 ")
	a, err := t.exchange(ctx, m)
	if err != nil || a.Get(39) != "00" {
		return errSilence
	}
	tmk, _ := keys.ParseKey(keys.TestTMK)
	w, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(a.Get(62)))
	if err != nil {
		return err
	}
	t.mac, _ = keys.NewSealer(keys.UnionPayECB, w.MAK)
	t.pik, _ = keys.NewPINKey(keys.FormDouble, w.PIK)
	t.batch, t.current = a.Get(60)[2:8], true
	return nil
}

// transact is a transaction from its request to what is owed after it.
func (t *till) transact(ctx context.Context, m *message.Message) bool {
	a, err := t.exchange(ctx, m)
	reversible := m.Get(3) != "310000"
	switch {
	case errors.Is(err, errNoLine):
		return false
	case err != nil && reversible:
		t.owe(m, map[bool]string{true: "A0", false: "98"}[errors.Is(err, errBadMAC)])
		return false
	case err != nil:
		return false
	}
	code := txn.Code(a.Get(39))
	switch {
	case code.Approves() && t.timid && m.Get(3) == "000000":
		t.timid = false
		t.owe(m, "06")
	case code.Approves():
		m.Set(37, a.Get(37))
		if m.Get(3) == "000000" {
			t.sold = append(t.sold, m)
		}
		return true
	case code == "A0" && reversible:
		t.owe(m, "A0")
	case code.Declines():
		if t.reversesDecline {
			t.owe(m, "06")
		}
		if t.reusesTrace && code == "51" {
			t.trace--
		}
	case reversible:
		t.owe(m, "06")
	}
	return false
}

// owe keeps a reversal.
func (t *till) owe(m *message.Message, reason string) {
	if t.neverReverses {
		return
	}
	r := message.New("0400")
	for _, n := range []int{2, 3, 4, 11, 14, 22, 25, 41, 42, 49, 60} {
		if m.Has(n) {
			r.Set(n, m.Get(n))
		}
	}
	r.Set(39, reason)
	if !t.drops61 {
		r.Set(61, t.batch+m.Get(11))
	}
	if t.newTrace {
		r.Set(11, t.next())
		r.Set(61, t.batch+r.Get(11))
	}
	if t.roundsReversal {
		r.Set(4, r.Get(4)[:10]+"00")
	}
	if t.pinInReversal {
		r.Set(52, m.Get(52))
	}
	t.owed = append(t.owed, r)
}

// gate delivers what is owed. False: something still is.
func (t *till) gate(ctx context.Context) bool {
	for len(t.owed) > 0 {
		a, err := t.exchange(ctx, t.owed[0])
		switch {
		case t.givesUp, err == nil && (t.knowsAnyCode || t.takesAny && a.Get(39) == "00"):
		case err != nil:
			return false
		case t.knowsOnly00 && a.Get(39) != "00", !txn.Code(a.Get(39)).EndsReversal():
			if t.neverLetsGo {
				return false
			}
			if t.refused++; t.refused < 3 {
				continue
			}
		}
		t.owed, t.refused = t.owed[1:], 0
	}
	return true
}

func (t *till) void(ctx context.Context, trace string) {
	for _, s := range t.sold {
		if s.Get(11) != trace {
			continue
		}
		m := t.money("200000", "23")
		m.Set(4, s.Get(4))
		if t.halfVoid {
			m.Set(4, half(s.Get(4)))
		}
		m.Set(37, s.Get(37))
		m.Set(61, t.batch+trace)
		if t.transact(ctx, m) {
			t.voided[trace] = true
			amount, _ := txn.FenFromDigits(s.Get(4))
			t.credit.Count++
			t.credit.Amount += amount
			t.sold = append(t.sold, nil)
			t.sold[len(t.sold)-1] = m
		}
		return
	}
}

func half(digits string) string {
	amount, _ := txn.FenFromDigits(digits)
	return (amount / 2).Digits12()
}
