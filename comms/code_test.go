package comms

import (
	"strings"
	"testing"

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
