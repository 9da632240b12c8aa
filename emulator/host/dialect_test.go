package host_test

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/emulator/host"
)

// stranger is a terminal that speaks ISO 8583:1987 in ASCII.
type stranger struct {
	*till
	spec *message.Spec
}

func newStranger(t *testing.T, l *lab) *stranger {
	t.Helper()
	spec, err := message.ByName("ascii87")
	require.NoError(t, err)
	return &stranger{&till{lab: l, conn: l.dial(), batch: "000001"}, spec}
}

func speaks(profile string) func(*host.Options) {
	return func(o *host.Options) { o.Profile = profile }
}

func (s *stranger) ask(mti string, fields map[int]string) *message.Message {
	s.t.Helper()
	m := s.spec.New(mti)
	all := map[int]string{7: "1121121503", 11: s.trace.String(), 12: "201503", 13: "1121", 41: "00010001", 42: "104512541110001", 60: s.batch}
	maps.Copy(all, fields)
	for n, v := range all {
		if v != "" { // left out on purpose
			m.Set(n, v)
		}
	}
	body, err := m.Pack()
	require.NoError(s.t, err)
	format := frame.Format{Digits: true, Bare: true}
	require.NoError(s.t, format.Write(s.conn, frame.Frame{Body: body}))
	f, err := format.Read(s.conn)
	require.NoError(s.t, err)
	reply, err := s.spec.Unpack(f.Body)
	require.NoError(s.t, err)
	for _, n := range []int{3, 4, 7, 11, 41, 42, 49, 70, 90} {
		require.Equal(s.t, m.Get(n), reply.Get(n), "field %d is repeated", n)
	}
	return reply
}

// card is a swiped card and an amount.
func (s *stranger) card(f3, amount string) map[int]string {
	s.trace = s.trace.Next()
	return map[int]string{3: f3, 4: amount, 22: "022", 35: panA + "=3012101123456789", 49: "156"}
}

func TestAHostOfAnotherProfile(t *testing.T) {
	s := newStranger(t, newLab(t, speaks("ascii87")))
	sale := s.card("000000", "000000001234")
	require.Equal(t, "77", s.ask("0200", sale).Get(39), "not signed in")

	s.trace = s.trace.Next()
	hello := s.ask("0800", map[int]string{70: "001"})
	require.Equal(t, "0810", hello.MTI)
	require.Equal(t, "00", hello.Get(39))
	require.Equal(t, "000001", hello.Get(60), "the host's batch")
	require.False(t, hello.Has(62), "no keys")
	require.Equal(t, "00", s.ask("0800", map[int]string{70: "301"}).Get(39))

	sale = s.card("000000", "000000001234")
	trace := s.trace.String()
	reply := s.ask("0200", sale)
	require.Equal(t, "0210", reply.MTI)
	require.Equal(t, "00", reply.Get(39), "no PIN can be sent, so none is asked for")
	require.Equal(t, "487.66", s.balance("A"))

	void := s.card("020000", "000000001234")
	void[37], void[90] = reply.Get(37), "0200"+trace+"1121121503"+"0000000000000000000000"
	require.Equal(t, "00", s.ask("0200", void).Get(39))
	require.Equal(t, "500.00", s.balance("A"))

	sale = s.card("000000", "000000000500")
	require.Equal(t, "00", s.ask("0200", sale).Get(39))
	sale[39], sale[90] = "98", "0200"+s.trace.String()+"1121121503"+"0000000000000000000000"
	require.Equal(t, "00", s.ask("0400", sale).Get(39))
	require.Equal(t, "500.00", s.balance("A"))
	sale = s.card("000000", "000000000700")
	reply = s.ask("0200", sale)
	back := s.card("200000", "000000000300")
	back[37], back[90] = reply.Get(37), "0200"+"000000"+"1121000000"+"0000000000000000000000"
	require.Equal(t, "0230", s.ask("0220", back).MTI)
	require.Equal(t, "496.00", s.balance("A"))
	require.Equal(t, []host.State{host.Voided, host.Approved, host.Reversed, host.Approved, host.Approved}, s.states())

	require.Equal(t, "40", s.ask("0200", s.card("990000", "000000000500")).Get(39), "a message without a name")
	pin := s.card("000000", "000000000100")
	pin[22], pin[26], pin[52], pin[53] = "021", "12", "12345678", "2600000000000000"
	require.Equal(t, "30", s.ask("0200", pin).Get(39), "a PIN block under no key")
	s.trace = s.trace.Next()
	require.Equal(t, "00", s.ask("0800", map[int]string{70: "002"}).Get(39))
}

// TestAnotherProfileIsHeldToItself: what it says a message must have is wanted, and refusals name its fields.
func TestAnotherProfileIsHeldToItself(t *testing.T) {
	s := newStranger(t, newLab(t, speaks("ascii87")))
	s.trace = s.trace.Next()
	require.Equal(t, "00", s.ask("0800", map[int]string{70: "001"}).Get(39))
	refuses := func(mti string, fields map[int]string, code string, field int) {
		t.Helper()
		for len(s.events) > 0 {
			<-s.events
		}
		require.Equal(t, code, s.ask(mti, fields).Get(39))
		require.Equal(t, field, s.event(host.Decided).Field)
	}
	for _, n := range []int{7, 12, 13, 22, 49, 60} {
		sale := s.card("000000", "000000000100")
		sale[n] = ""
		refuses("0200", sale, "30", n)
	}
	sale := s.card("000000", "000000000500")
	require.Equal(t, "00", s.ask("0200", sale).Get(39))
	sale[39] = "98"
	refuses("0400", sale, "30", 90)
	sale[90] = "0200" + "000777" + "1121121503" + "0000000000000000000000"
	refuses("0400", sale, "30", 90)
	refuses("0200", s.card("990000", "000000000500"), "40", 3)
}

func TestAHostOfAnotherProfileNamesTheMalformedField(t *testing.T) {
	s := newStranger(t, newLab(t, speaks("ascii87")))
	format := frame.Format{Digits: true, Bare: true}
	require.NoError(t, format.Write(s.conn, frame.Frame{Body: []byte("0200" + "0020000000800000" + "000009" + "000X")}))
	f, err := format.Read(s.conn)
	require.NoError(t, err)
	reply, err := s.spec.Unpack(f.Body)
	require.NoError(t, err)
	require.Equal(t, "30", reply.Get(39))
	require.Equal(t, "000009", reply.Get(11))
	require.Equal(t, 41, s.event(host.Decided).Field)

	_, err = host.New(host.Options{Profile: "visa"})
	require.ErrorContains(t, err, `unknown host profile "visa"`)
}

// A host that is started again knows who is signed in without keys.
func TestASignInWithoutKeysSurvives(t *testing.T) {
	dir := t.TempDir()
	s := newStranger(t, newLab(t, speaks("ascii87"), ledgerFile(dir)))
	s.trace = s.trace.Next()
	require.Equal(t, "00", s.ask("0800", map[int]string{70: "001"}).Get(39))
	require.NoError(t, s.host.Close())
	again := newStranger(t, newLab(t, speaks("ascii87"), ledgerFile(dir)))
	require.Equal(t, "00", again.ask("0200", again.card("000000", "000000001234")).Get(39))
}
