package comms

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/txn"
)

// TestTextOfACode: it is shown as it came, or not at all; half a code would pay nobody, or somebody else.
func TestTextOfACode(t *testing.T) {
	for text, want := range map[string]string{
		"https://pay.example/0001000120261121000001": "https://pay.example/0001000120261121000001",
		"":                                       "",
		"weixin://a?b=c&d=%20~!":                 "weixin://a?b=c&d=%20~!",
		"two words":                              "",
		"line\nfeed":                             "",
		"\x1b[2J":                                "",
		"码":                                      "",
		strings.Repeat("x", txn.CodeTextLimit):   strings.Repeat("x", txn.CodeTextLimit),
		strings.Repeat("x", txn.CodeTextLimit+1): "",
	} {
		m := UnionPay.Spec.New("0210")
		var tags message.Tags
		tags.Set(message.TagShows, text)
		m.Set(59, tags.String())
		require.Equal(t, want, newAnswer(txn.WalletPay, frame.Header{}, m).Shows, "%q", text)
	}
}

// TestWhatAnEnquiryTells: all of it or nothing, and never a whole card number.
func TestWhatAnEnquiryTells(t *testing.T) {
	answer := func(change map[message.Tag]string, amount string) *Holding {
		m := UnionPay.Spec.New("0210")
		var tags message.Tags
		for tag, v := range map[message.Tag]string{
			message.TagKind: "sale", message.TagMasked: "622202******1234", message.TagMoment: "20261121201503", message.TagNamed: "00010001000001000012",
			message.TagHeld: "approved",
		} {
			if other, changed := change[tag]; changed {
				v = other
			}
			tags.Set(tag, v)
		}
		m.Set(4, amount)
		m.Set(59, tags.String())
		return newAnswer(txn.Query, frame.Header{}, m).Holds
	}
	good := answer(nil, "000000001234")
	require.Equal(t, &Holding{
		Kind: txn.Sale, Terminal: "00010001", Batch: 1, Trace: 12, Amount: 1234, Card: "622202******1234",
		At: time.Date(2026, 11, 21, 20, 15, 3, 0, txn.Beijing), Held: txn.HeldApproved,
	}, good)
	require.EqualValues(t, "622202*********0128", answer(map[message.Tag]string{message.TagMasked: "6222021234567890128"}, "000000001234").Card)
	require.Zero(t, answer(map[message.Tag]string{message.TagNamed: "00010001000000000012"}, "000000001234").Batch, "no terminal made it")
	for name, bad := range map[string]map[message.Tag]string{
		"a kind of nobody":       {message.TagKind: "loan"},
		"a kind without money":   {message.TagKind: "signin"},
		"no moment":              {message.TagMoment: "20261321201503"},
		"numbers that are short": {message.TagNamed: "0001000100000100001"},
		"no trace":               {message.TagNamed: "00010001000001000000"},
		"no batch number":        {message.TagNamed: "0001000100000x000012"},
	} {
		require.Nil(t, answer(bad, "000000001234"), name)
	}
	require.Nil(t, answer(nil, "000000000000"), "no amount")
}
