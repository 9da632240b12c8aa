package comms

import (
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/txn"
)

// session is a form of sign-in with its MAC and a key of it.
type session struct {
	form    keys.Form
	alg     keys.Algorithm
	profile Profile
	mac     *keys.Sealer
}

// sessions are one for every MAC algorithm, and both other forms of sign-in.
func sessions(t testing.TB) (all []session) {
	t.Helper()
	for _, s := range []struct {
		form keys.Form
		alg  keys.Algorithm
		mak  string
	}{
		{keys.FormDouble, keys.UnionPayECB, "DAB36167E6DFB5EF"},
		{keys.FormTrack, keys.X919, "73FE29329283FDF12540B6F80437C107"},
		{keys.FormSM4, keys.SM4MAC, "73FE29329283FDF12540B6F80437C107"},
		{keys.FormSM4Dialect, keys.SM4MAC, "F351D490994603795C6EBEE8FAEBB481"},
	} {
		p, err := UnionPay.Under(s.form, s.alg)
		require.NoError(t, err)
		all = append(all, session{s.form, s.alg, p, sealerOf(t, s.alg, s.mak)})
	}
	return all
}

// sale is a sale with a PIN block of the session's size.
func (s session) sale() Request {
	r := sale()
	if s.form.SM4() {
		r.PINBlock = txn.PINBlock(strings.Repeat("\x9A", 16))
	}
	return r
}

func (s session) ask(t *testing.T, r Request, script func(*peer)) (a Answer, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a, err = linkTo(t, s.profile, s.mac, script).Exchange(t.Context(), r, s.mac)
	})
	return a, err
}

// What of a request differs between the sessions, on the wire.
func TestRequestsUnderEverySession(t *testing.T) {
	block := strings.Repeat("\x9A", 16)
	noPIN := func(r Request) Request { r.PINBlock = ""; return r }
	manual := func(r Request) Request { r.PINBlock, r.Track2, r.Entry = "", "", txn.Manual; return r }
	asIs := func(r Request) Request { return r }
	void := func(r Request) Request {
		v := void()
		v.PINBlock = r.PINBlock
		return v
	}
	balance := func(r Request) Request { r.Kind = txn.Balance; return r }
	reverse := func(r Request) Request { return reversalOf(r, txn.NoReply) }
	for _, tt := range []struct {
		name     string
		of       func(Request) Request
		des, sm4 string // field 53
		pin      bool
	}{
		{"sale with PIN", asIs, "2600000000000000", "2400000000000000", true},
		{"sale without PIN", noPIN, "0600000000000000", "0400000000000000", false},
		{"keyed sale without PIN", manual, "", "", false},
		{"void with PIN", void, "2600000000000000", "2400000000000000", true},
		{"balance with PIN", balance, "2600000000000000", "2400000000000000", true},
		{"reversal", reverse, "", "", false},
	} {
		for _, s := range sessions(t) {
			t.Run(tt.name+" "+string(s.form), func(t *testing.T) {
				var m *message.Message
				_, err := s.ask(t, tt.of(s.sale()), func(p *peer) {
					m = p.request
					p.approve()
				})
				require.NoError(t, err)
				want := tt.des
				if s.form.SM4() {
					want = tt.sm4
				}
				require.Equal(t, want, m.Get(53))
				require.Equal(t, tt.pin && !s.form.SM4(), m.Has(52), "field 52")
				require.Equal(t, tt.pin && s.form.SM4(), m.Has(59), "field 59")
				require.Equal(t, tt.pin, m.Has(26), "field 26 beside a PIN, wherever that is")
				if m.Has(59) {
					require.Equal(t, "A1016"+block, m.Get(59))
				}
			})
		}
	}
}

func TestSignInAsksForItsForm(t *testing.T) {
	r := Request{Kind: txn.SignIn, Trace: 1, Batch: 1, Terminal: "00010001", Merchant: "104512541110001"}
	for _, s := range sessions(t) {
		var m *message.Message
		_, err := s.ask(t, r, func(p *peer) {
			m = p.request
			p.send(p.frameOf(p.answer(), nil))
		})
		require.NoError(t, err)
		require.Equal(t, "00000001"+string(s.form), m.Get(60))
		require.Equal(t, s.form, s.profile.Form)
	}
	require.Equal(t, "003", UnionPay.Requests[txn.SignIn].Network, "the profile itself is as it was")
}

func TestFormsThatDoNotGoWithAMAC(t *testing.T) {
	for form, mac := range map[keys.Form]keys.Algorithm{
		keys.FormDouble: keys.SM4MAC, keys.FormTrack: keys.SM4MAC, keys.FormSM4: keys.UnionPayECB, keys.FormSM4Dialect: keys.X919, "001": keys.UnionPayECB,
	} {
		_, err := UnionPay.Under(form, mac)
		require.ErrorIs(t, err, keys.ErrForm, "%s with %s", form, mac)
	}
	_, err := UnionPay.Under(keys.FormDouble, "hmac")
	require.ErrorIs(t, err, keys.ErrAlgorithm)
}

// A PIN block of the other cipher is not sent into a field where it does not belong.
func TestPINBlocksOfTheOtherCipher(t *testing.T) {
	for _, s := range sessions(t) {
		r := s.sale()
		r.PINBlock = txn.PINBlock(strings.Repeat("x", 24-len(r.PINBlock)))
		l := &Link{Profile: s.profile, Dial: func(context.Context) (net.Conn, error) {
			require.Fail(t, "dialled")
			return nil, nil
		}}
		_, err := l.Exchange(t.Context(), r, s.mac)
		requireNotSent(t, err)
		require.ErrorContains(t, err, "PIN block has")
		require.NotContains(t, err.Error(), "xx")
	}
}

// An answer that was made under another algorithm or another key is no answer.
func TestAMACOfAnotherSession(t *testing.T) {
	all := sessions(t)
	for _, s := range all {
		for _, other := range all {
			a, err := s.ask(t, s.sale(), func(p *peer) { p.send(p.frameOf(p.answer(), other.mac)) })
			if s.mac != other.mac {
				requireUnknown(t, err, txn.BadMAC)
				require.Empty(t, a)
				continue
			}
			require.NoError(t, err)
			require.True(t, a.Authentic)
		}
	}
}
