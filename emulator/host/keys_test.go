package host_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/host"
)

// suites are all forms of sign-in with the MACs that go with them.
var suites = []struct {
	form keys.Form
	alg  keys.Algorithm
	size int // of field 62
}{
	{keys.FormDouble, keys.UnionPayECB, 40}, {keys.FormDouble, keys.X919, 40},
	{keys.FormTrack, keys.UnionPayECB, 60}, {keys.FormTrack, keys.X919, 60},
	{keys.FormSM4, keys.SM4MAC, 60}, {keys.FormSM4Dialect, keys.SM4MAC, 60},
}

// choosing makes the host authenticate its 3DES sessions like this; SM4 is no choice.
func choosing(alg keys.Algorithm) func(*host.Options) {
	return func(o *host.Options) {
		if alg != keys.SM4MAC {
			o.MAC = alg
		}
	}
}

// TestEveryForm: sign-in, sale, PIN, wrong PIN, void, reversal, and both kinds of wrong MAC.
func TestEveryForm(t *testing.T) {
	for _, s := range suites {
		t.Run(string(s.form)+" "+string(s.alg), func(t *testing.T) {
			x := newTillOf(newLab(t, choosing(s.alg)), s.form, s.alg)
			require.Len(t, x.signIn().Get(62), s.size)
			sale := x.withPIN(x.sale(1_234, panA), pinA)
			reply := x.want("00", sale)
			require.True(t, reply.Has(64))
			require.Equal(t, "487.66", x.balance("A"))
			x.want("55", x.withPIN(x.sale(100, panA), "000000"))
			x.want("55", x.sale(100, panA))
			x.want("00", x.withPIN(x.money("310000", "01", -1, panA), pinA))
			void := x.void(sale, reply)
			x.want("00", x.withPIN(void, pinA))
			x.want("00", x.reversal(void))
			x.want("00", x.reversal(sale))
			require.Equal(t, "500.00", x.balance("A"))

			body, err := x.body(x.sale(100, panB))
			require.NoError(t, err)
			body[len(body)-8] ^= 1
			x.sendBody(body)
			require.Equal(t, "A0", x.receive().Get(39))

			require.NoError(t, x.host.AddFault(host.Fault{Name: "bad_mac", Match: host.Match{MTI: "0200"}}))
			x.send(x.sale(100, panB))
			f, err := frame.Read(x.conn)
			require.NoError(t, err)
			input, sum, ok := message.MACInput(f.Body)
			require.True(t, ok)
			require.False(t, x.mac.Verify(input, sum), "the fault makes the MAC wrong whatever the algorithm")
		})
	}
}

func TestPINTriesUnderSM4(t *testing.T) {
	x := newTillOf(newLab(t), keys.FormSM4, keys.SM4MAC)
	for _, code := range []string{"55", "55", "75", "38"} {
		x.want(code, x.withPIN(x.sale(100, panA), "000000"))
	}
	x.want("38", x.withPIN(x.sale(100, panA), pinA))
}

// Terminals side by side, each with its own form; a new sign-in may change it.
func TestFormsSideBySide(t *testing.T) {
	l := newLab(t)
	x := newTillOf(l, keys.FormSM4, keys.SM4MAC)
	y := newTillOf(l, keys.FormTrack, keys.UnionPayECB) // the same terminal number: the later session counts
	require.Equal(t, "A0", x.ask(x.sale(100, panB)).Get(39), "the old session is over")
	y.trace = x.trace
	y.want("00", y.withPIN(y.sale(100, panA), pinA))
	x.trace = y.trace
	x.signIn()
	x.want("00", x.withPIN(x.sale(100, panA), pinA))
}

// Each row is a PIN that stands where it must not, or in the wrong way.
func TestPINsInTheWrongPlace(t *testing.T) {
	block := strings.Repeat("\x9A", 16)
	for _, tt := range []struct {
		name, code string
		field      int
		form       keys.Form
		spoil      func(m *message.Message)
	}{
		{"two PIN blocks", "30", 59, keys.FormSM4, func(m *message.Message) { m.Set(52, "12345678") }},
		{"a short block", "30", 59, keys.FormSM4, func(m *message.Message) { m.Set(59, "A1008"+block[:8]) }},
		{"an empty block", "30", 59, keys.FormSM4, func(m *message.Message) { m.Set(59, "A1000") }},
		{"tags that cannot be read", "30", 59, keys.FormSM4, func(m *message.Message) { m.Set(59, "A1016"+block[:9]) }},
		{"lengths of two digits", "30", 59, keys.FormSM4, func(m *message.Message) { m.Set(59, "A116"+block) }},
		{"other tags only", "30", 52, keys.FormSM4, func(m *message.Message) { m.Set(59, "A20040101") }},
		{"not under this key", "99", 59, keys.FormSM4, func(m *message.Message) { m.Set(59, "A1016"+block) }},
		{"says 3DES", "99", 53, keys.FormSM4, func(m *message.Message) { m.Set(53, "2600000000000000") }},
		{"says single DES", "99", 53, keys.FormSM4, func(m *message.Message) { m.Set(53, "2000000000000000") }},
		{"no format", "30", 53, keys.FormSM4, func(m *message.Message) { m.Set(53, "0400000000000000") }},
		{"without its length", "30", 26, keys.FormSM4, nil},
		{"SM4 in a 3DES session", "99", 59, keys.FormDouble, func(m *message.Message) { m.Set(53, "2600000000000000") }},
		{"SM4 in a 3DES session that says so", "99", 53, keys.FormTrack, func(*message.Message) {}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			alg := keys.UnionPayECB
			if tt.form.SM4() {
				alg = keys.SM4MAC
			}
			x := newTillOf(newLab(t), tt.form, alg)
			x.event(host.Decided)
			m := x.sale(100, panA)
			m.Set(22, "021")
			m.Set(53, "2400000000000000")
			m.Set(59, "A1016"+block)
			if tt.spoil != nil {
				m.Set(26, "12")
				tt.spoil(m)
			}
			x.want(tt.code, m)
			e := x.event(host.Decided)
			require.Equal(t, tt.field, e.Field, e.Reason)
			require.NotContains(t, e.Message, block)
		})
	}
}

// A PIN in field 52 is not looked for in an SM4 session.
func TestFieldFiftyTwoUnderSM4(t *testing.T) {
	x := newTillOf(newLab(t), keys.FormSM4, keys.SM4MAC)
	m := x.sale(100, panA)
	m.Set(22, "021")
	m.Set(26, "12")
	m.Set(52, "12345678")
	m.Set(53, "2400000000000000")
	x.want("99", m)
}

// A host that starts again knows the session of each terminal, whatever its own choice is
// by then; and it reads files in which a session does not say its form.
func TestSessionsSurviveARestart(t *testing.T) {
	for _, s := range suites {
		t.Run(string(s.form)+" "+string(s.alg), func(t *testing.T) {
			dir := t.TempDir()
			x := newTillOf(newLab(t, ledgerFile(dir), choosing(s.alg)), s.form, s.alg)
			require.NoError(t, x.host.Close())
			again := restart(t, x, dir) // with unionpay-ecb for the next sign-ins
			again.want("00", again.withPIN(again.sale(100, panA), pinA))
		})
	}
	t.Run("of the first release", func(t *testing.T) {
		dir := t.TempDir()
		x := newTill(newLab(t, ledgerFile(dir)))
		require.NoError(t, x.host.Close())
		file := filepath.Join(dir, "ledger.jsonl")
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		old := bytes.ReplaceAll(text, []byte(`,"form":"003","mac":"unionpay-ecb"`), nil)
		require.Less(t, len(old), len(text))
		require.NoError(t, os.WriteFile(file, old, 0o600))
		again := restart(t, x, dir)
		again.want("00", again.withPIN(again.sale(100, panA), pinA))
	})
}

func TestSM4IsNoChoiceOfTheHost(t *testing.T) {
	_, err := host.New(host.Options{MAC: keys.SM4MAC})
	require.ErrorContains(t, err, "signing in with 006 or 005")
	_, err = host.New(host.Options{MAC: "hmac"})
	require.ErrorIs(t, err, keys.ErrAlgorithm)
}

// What is asked for in a form that does not exist here is told so.
func TestUnknownFormsAreRefused(t *testing.T) {
	x := newTill(newLab(t))
	for _, form := range []string{"001", "007", "350"} {
		m := x.plain("0800", form)
		m.Set(63, "001")
		require.Equal(t, "40", x.ask(m).Get(39), form)
	}
}
