package comms

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/txn"
)

func reversalOf(r Request, reason txn.Reason) Request {
	r.As, r.Reason = txn.Reversal, reason
	r.PIN, r.PINBlock, r.Track2 = r.PINBlock != "", "", ""
	return r
}

func void() Request {
	return Request{
		Kind: txn.Void, Trace: 13, Batch: 1, Amount: 1234, Terminal: "00010001", Merchant: "104512541110001",
		PAN: testPAN, Expiry: "3012", Entry: txn.Manual,
		Original: Original{Batch: 1, Trace: 12, Date: "1121", RRN: "000000000017", Auth: "123456"},
	}
}

func chipSale() Request {
	r := sale()
	r.Entry, r.Sequence, r.Chip = txn.Insert, "1", Hidden("\x9F\x26\x08\x01\x02\x03\x04\x05\x06\x07\x08")
	return r
}

func TestRequestsOnTheWire(t *testing.T) {
	manual := sale()
	manual.Track2, manual.PINBlock, manual.Entry = "", "", txn.Manual
	balance := sale()
	balance.Kind = txn.Balance
	management := Request{Kind: txn.SignIn, Trace: 1, Batch: 1, Terminal: "00010001", Merchant: "104512541110001"}
	signOff, echo := management, management
	signOff.Kind, signOff.Operator, echo.Kind = txn.SignOff, "02", txn.Echo
	for _, tt := range []struct {
		name    string
		request Request
		want    string // without 41, 42, 64
	}{
		{"sale, swiped, PIN", sale(), "0200 3=000000 4=000000001234 11=000012 22=021 25=00 26=12 35=T 49=156 52=P 53=2600000000000000 60=2200000100060"},
		{"sale, keyed", manual, "0200 2=C 3=000000 4=000000001234 11=000012 14=3012 22=012 25=00 49=156 60=2200000100060"},
		{"sale, inserted, PIN", chipSale(), "0200 3=000000 4=000000001234 11=000012 22=051 23=001 25=00 26=12 35=T 49=156 52=P 53=2600000000000000 55=9F26080102030405060708 60=2200000100060"},
		{"balance", balance, "0200 3=310000 11=000012 22=021 25=00 26=12 35=T 49=156 52=P 53=2600000000000000 60=0100000100060"},
		{"void of a kept card", void(), "0200 2=C 3=200000 4=000000001234 11=000013 14=3012 22=012 25=00 37=000000000017 38=123456 49=156 60=2300000100060 61=0000010000121121"},
		{"reversal of a sale", reversalOf(sale(), txn.BadMAC), "0400 2=C 3=000000 4=000000001234 11=000012 14=3012 22=021 25=00 39=A0 49=156 60=2200000100060 61=000001000012"},
		{"reversal of a chip sale", reversalOf(chipSale(), ""), "0400 2=C 3=000000 4=000000001234 11=000012 14=3012 22=051 23=001 25=00 39=98 49=156 55=9F26080102030405060708 60=2200000100060 61=000001000012"},
		{"reversal of a void", reversalOf(void(), txn.NoReply), "0400 2=C 3=200000 4=000000001234 11=000013 14=3012 22=012 25=00 38=123456 39=98 49=156 60=2300000100060 61=000001000013"},
		{"sign-in", management, "0800 11=000001 60=00000001003 63=01 "},
		{"sign-off", signOff, "0820 11=000001 60=00000001002 63=02 "},
		{"echo", echo, "0820 11=000001 60=00000001301"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, f := requestOf(t, tt.request)
			require.Equal(t, tt.want, wire(m))
			require.Equal(t, "00010001", m.Get(41))
			require.Equal(t, "104512541110001", m.Get(42))
			require.Equal(t, "6000010000", f.TPDU.String())
			require.Equal(t, m.Has(55), f.Header.String() == "613100310000", "class 61 with chip data only")

			input, mac, sealed := message.MACInput(f.Body)
			require.Equal(t, strings.HasPrefix(m.MTI, "02") || m.MTI == "0400", sealed)
			if sealed {
				require.True(t, sealer(t).Verify(input, mac))
			}
		})
	}
}

// wire writes a message field by field, with letters for the test's own secrets.
func wire(m *message.Message) string {
	text := m.MTI
	for _, n := range m.Fields() {
		v := m.Get(n)
		switch {
		case n == 41 || n == 42 || n == 64:
			continue
		case v == testPAN.Digits():
			v = "C"
		case v == testTrack.Digits():
			v = "T"
		case n == 52 && v == string(sale().PINBlock):
			v = "P"
		case message.KindOf(n) == message.Binary:
			v = strings.ToUpper(hex.EncodeToString([]byte(v)))
		}
		text += fmt.Sprintf(" %d=%s", n, v)
	}
	return text
}

func TestReversalCarriesNoTrackAndNoPINEvenWhenGivenThem(t *testing.T) {
	r := chipSale()
	r.As = txn.Reversal
	m, _ := requestOf(t, r)
	require.Equal(t, testPAN.Digits(), m.Get(2))
	for _, n := range []int{26, 35, 52, 53} {
		require.False(t, m.Has(n), n)
	}
}

// What cannot be a request is refused before anything is dialled.
func TestImpossibleRequestsAreNotSent(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*Request)
		says  string
	}{
		{"no kind", func(r *Request) { r.Kind = txn.KindNone }, "has no message"},
		{"no amount", func(r *Request) { r.Amount = 0 }, "field 4"},
		{"negative amount", func(r *Request) { r.Amount = -1 }, "field 4"},
		{"amount above the limit", func(r *Request) { r.Amount = txn.AmountLimit + 1 }, "field 4"},
		{"no trace", func(r *Request) { r.Trace = 0 }, "field 11"},
		{"trace above the limit", func(r *Request) { r.Trace = txn.TraceLimit + 1 }, "field 11"},
		{"no entry mode", func(r *Request) { r.Entry = txn.EntryNone }, "field 22"},
		{"no terminal", func(r *Request) { r.Terminal = "" }, "field 41"},
		{"terminal too long", func(r *Request) { r.Terminal = "000100010" }, "field 41"},
		{"void without reference number", func(r *Request) { r.Kind = txn.Void }, "field 37"},
		{"short PIN block", func(r *Request) { r.PINBlock = "1234567" }, "field 52"},
		{"card number of letters", func(r *Request) { r.Track2, r.PAN = "", "62220X" }, "field 2"},
		{"track too long", func(r *Request) { r.Track2 += "0000" }, "field 35"},
		{"too much chip data", func(r *Request) { r.Chip = make(Hidden, 256) }, "field 55"},
		{"reversal of a balance inquiry", func(r *Request) { r.Kind, r.As = txn.Balance, txn.Reversal }, "never reversed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := sale()
			tt.spoil(&r)
			l := &Link{Profile: UnionPay, Dial: func(context.Context) (net.Conn, error) {
				require.Fail(t, "dialled")
				return nil, nil
			}}
			_, err := l.Exchange(t.Context(), r, sealer(t))
			requireNotSent(t, err)
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), "62220")
		})
	}
}

func requireNotSent(t testing.TB, err error) {
	t.Helper()
	require.ErrorIs(t, err, ErrNotSent)
	require.NotErrorIs(t, err, ErrOutcomeUnknown)
	require.Empty(t, ReasonOf(err))
}

func TestMoneyNeedsASessionKey(t *testing.T) {
	l := link(t, func(p *peer) { p.approve() })
	_, err := l.Exchange(t.Context(), sale(), nil)
	requireNotSent(t, err)
	require.ErrorContains(t, err, "sign in")
}

// Every list of the profile names fields that have a value, every kind has a
// list, and what must be repeated by the answer is in all of them.
func TestProfileIsComplete(t *testing.T) {
	p, err := ProfileByName("unionpay")
	require.NoError(t, err)
	for _, kind := range txn.Kinds() {
		for _, as := range messagesOf(kind) {
			l, err := p.layout(&Request{Kind: kind, As: as})
			require.NoError(t, err, kind)
			list, err := l.Fields.entries()
			require.NoError(t, err, kind)
			required := map[int]bool{}
			for _, e := range list {
				required[e.field] = e.required
			}
			require.True(t, required[11] && required[41] && required[42], kind)
			require.Equal(t, kind.Moves() && (as.Opens() || as == txn.Reversal), required[4], kind)
		}
	}
	_, err = Fields("3 4 99").entries()
	require.Error(t, err)
	_, err = Fields("3 x").entries()
	require.Error(t, err)
	_, err = ProfileByName("other")
	require.ErrorContains(t, err, `there are ["unionpay"`)
}

// messagesOf are the messages that a kind can have.
func messagesOf(k txn.Kind) []txn.Message {
	switch k.Doubt() {
	case txn.Certain:
		return nil
	case txn.Reversed:
		return []txn.Message{txn.Request, txn.Reversal}
	case txn.Asked:
		if k != txn.WalletPay {
			return []txn.Message{txn.Request, txn.OrderQuery, txn.OrderClose}
		}
		return []txn.Message{txn.Request, txn.OrderOpen, txn.OrderQuery, txn.OrderClose}
	case txn.Resumed:
		return []txn.Message{txn.Request, txn.BatchList, txn.BatchEnd}
	}
	return []txn.Message{txn.Request}
}

func TestRequestsPrintNoSecrets(t *testing.T) {
	r := chipSale()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		requireNoSecret(t, fmt.Sprintf(verb, r))
	}
	text, err := json.Marshal(r)
	require.NoError(t, err)
	requireNoSecret(t, string(text))
}

func requireNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{testPAN.Digits(), testPAN.Digits()[6:15], "30122011", "0A766E54", "vnZV", "9F2608", "nyYI", "0x9f, 0x26"} {
		require.NotContains(t, text, secret)
	}
}
