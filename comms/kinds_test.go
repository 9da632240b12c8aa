package comms

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the golden list of requests; read the diff before committing it")

// sample is one message of one kind.
type sample struct {
	name string
	Request
}

// samples has every message that a terminal sends, in the order of the kinds.
func samples() (all []sample) {
	for _, kind := range txn.Kinds() {
		for _, as := range messagesOf(kind) {
			name := kind.String()
			if as != txn.Request {
				name += " " + as.String()
			}
			all = append(all, sample{name, sampleOf(kind, as)})
		}
	}
	return all
}

// sampleOf fills in what a kind has. The numbers are invented.
func sampleOf(kind txn.Kind, as txn.Message) Request {
	r := Request{Kind: kind, As: as, Trace: 12, Batch: 1, Terminal: "00010001", Merchant: "104512541110001"}
	if kind.Moves() {
		r.Amount = 1234
	}
	switch kind.Means() {
	case txn.ByCard:
		r.PAN, r.Expiry, r.Entry, r.PIN = testPAN, "3012", txn.Swipe, kind.Tie() != txn.GivesBack
		if as == txn.Request {
			r.Track2, r.PINBlock = testTrack, "\x0A\x76\x6E\x54\x60\xEE\xD5\xFA"
		}
	case txn.ByCode:
		r.Code, r.Entry = "6212345678901234567", txn.Scan
	}
	if kind.Tie() == txn.GivesBack {
		r.PINBlock = ""
	}
	if kind.Tie() != txn.Alone || kind == txn.Query {
		r.Original = Original{Batch: 1, Trace: 11, Date: "1121", RRN: "000000000017", Auth: "123456"}
	}
	switch kind {
	case txn.QRVoid, txn.QRRefund:
		r.Entry, r.Original.Voucher = txn.Scan, "20261121000000000017"
	case txn.WalletPay, txn.WalletRefund:
		r.Entry, r.Order = txn.Scan, "0001000120261121000001"
		if as == txn.OrderOpen {
			r.Code, r.Entry, r.Wallet = "", txn.Presented, txn.WeChat
		}
	case txn.Settle:
		one := txn.Totals{Debit: txn.Sum{Count: 2, Amount: 2468}, Credit: txn.Sum{Count: 1, Amount: 1234}}
		r.Totals = &Totals{Domestic: one}
		r.Records = []Record{{Trace: 12, PAN: testPAN, Amount: 1234}, {Foreign: true, Trace: 13, Amount: 1234}}
		r.Uploaded = 3
	}
	return r
}

// TestEveryRequestOnTheWire holds each message against the golden list, as a person reads it.
func TestEveryRequestOnTheWire(t *testing.T) {
	var b strings.Builder
	for _, s := range samples() {
		m, _ := requestOf(t, s.Request)
		fmt.Fprintf(&b, "%-22s %s\n", s.name, m)
	}
	file := filepath.Join("testdata", "requests.txt")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// TestEveryFieldOfEveryReplyWrong: a host, or somebody in between, gets one field wrong at
// a time. What names the transaction must be right, whatever else the MAC vouches for.
func TestEveryFieldOfEveryReplyWrong(t *testing.T) {
	for _, s := range samples() {
		named := map[int]bool{39: true}
		for _, n := range UnionPay.Matched {
			named[n] = true
		}
		request, _ := requestOf(t, s.Request)
		for n := 2; n < 64; n++ {
			if message.KindOf(n) == message.Unknown || named[n] && n != 39 && !request.Has(n) {
				continue
			}
			for how, spoil := range spoilers(n) {
				a, _, err := ask(t, s.Request, func(p *peer) {
					p.send(p.frameOf(spoil(p.answer()), sealedIf(p.request.Has(64), p.sealer)))
				})
				switch {
				case !named[n]:
					require.NoError(t, err, "%s: field %d %s", s.name, n, how)
					require.Equal(t, txn.Code("00"), a.Code)
				case n == 39 && how != "missing":
					require.NoError(t, err)
					require.False(t, a.Code.Approves(), "%s: code %q", s.name, a.Code)
				default:
					requireUnknown(t, err, txn.Unmatched)
				}
			}
		}
	}
}

// spoilers are what can be wrong with field n of an answer that still unpacks.
func spoilers(n int) map[string]func(*message.Message) *message.Message {
	without := func(m *message.Message) *message.Message {
		less := message.New(m.MTI)
		for _, f := range m.Fields() {
			if f != n {
				less.Set(f, m.Get(f))
			}
		}
		return less
	}
	other := func(m *message.Message) *message.Message {
		m.Set(n, otherValue(n))
		return m
	}
	return map[string]func(*message.Message) *message.Message{"missing": without, "of something else": other}
}

// otherValue fits field n and is nobody's.
func otherValue(n int) string {
	switch message.KindOf(n) {
	case message.Text:
		return strings.Repeat("\x7F", message.SizeOf(n))
	case message.Binary:
		return strings.Repeat("\xA5", message.SizeOf(n))
	}
	return strings.Repeat("9", message.SizeOf(n))
}

// TestEveryByteOfEveryReplyWrong: no byte of an answer with a MAC can be changed without
// its being noticed, and none of one without makes the terminal believe in another amount.
func TestEveryByteOfEveryReplyWrong(t *testing.T) {
	for _, s := range samples() {
		request, _ := requestOf(t, s.Request)
		if !request.Has(64) {
			continue
		}
		size := 0
		for at := 0; at == 0 || at < size; at++ {
			a, _, err := ask(t, s.Request, func(p *peer) {
				raw := p.frameOf(p.answer(), p.sealer)
				const head = 2 + 5 + 6 // length, TPDU and header are no part of the MAC
				size = len(raw) - head
				raw[head+at] ^= 0x01
				p.send(raw)
			})
			require.False(t, err == nil && a.Authentic, "%s: byte %d", s.name, at)
		}
	}
}
