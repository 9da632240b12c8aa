package notify

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

var update = flag.Bool("update", false, "rewrite the example of docs/notifications.md")

const (
	exampleBegin = "```http\n"
	exampleEnd   = "\n```\n"
)

// example is the message of the documentation.
func example(t *testing.T) *http.Request {
	secret, err := ParseSecret(shared)
	require.NoError(t, err)
	at := time.Date(2026, 11, 21, 12, 15, 3, 0, time.UTC)
	intent := roll.Row{Seq: 41, Txn: 41, Batch: 1, Trace: 12, Kind: txn.Sale, What: roll.IntentMade, At: at, Body: roll.Intent{
		Amount: 1234, Card: "622202******1234", Entry: txn.Swipe, Terminal: "00010001", Merchant: "104512541110001",
	}}
	approved := intent
	approved.Seq, approved.What, approved.At, approved.Body = 42, roll.Approved, at.Add(time.Second), roll.Outcome{Code: "00", Auth: "123456", RRN: "000000000017"}
	d := New(Config{URL: "https://shop.example.com/pos", Secret: secret, Agent: "posterm/0.1.0", Now: func() time.Time { return at.Add(2 * time.Second) }})
	request, err := d.request(t.Context(), journal.Notice{
		ID: "msg_9f2c01d7e4b85a36_42_transaction_approved", Event: roll.TxnApproved, Row: approved, About: []roll.Row{intent, approved},
	})
	require.NoError(t, err)
	return request
}

// TestTheExampleIsWhatIsSent: byte for byte, but for the line ends of HTTP, and signed.
func TestTheExampleIsWhatIsSent(t *testing.T) {
	request := example(t)
	body, err := io.ReadAll(request.Body)
	require.NoError(t, err)
	var text strings.Builder
	fmt.Fprintf(&text, "POST %s HTTP/1.1\nHost: %s\nUser-Agent: %s\nContent-Length: %d\nContent-Type: %s\n",
		request.URL.Path, request.URL.Host, request.UserAgent(), request.ContentLength, request.Header.Get("Content-Type"))
	for _, name := range []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"} {
		fmt.Fprintf(&text, "%s: %s\n", name, request.Header.Get(name))
	}
	fmt.Fprintf(&text, "\n%s", body)

	page := filepath.Join("..", "..", "docs", "notifications.md")
	raw, err := os.ReadFile(page)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(raw), exampleBegin)
	require.True(t, found)
	shown, after, found := strings.Cut(rest, exampleEnd)
	require.True(t, found)
	if *update {
		shown = text.String()
		require.NoError(t, os.WriteFile(page, []byte(before+exampleBegin+shown+exampleEnd+after), 0o644))
	}
	require.Equal(t, text.String(), shown, "run: go test ./front/notify -update")

	hook, err := webhooks.NewWebhook(shared)
	require.NoError(t, err)
	require.NoError(t, hook.VerifyIgnoringTimestamp(body, request.Header))
	require.Error(t, hook.VerifyIgnoringTimestamp(bytes.Replace(body, []byte("12.34"), []byte("92.34"), 1), request.Header))
	require.Contains(t, string(raw), shared, "the page gives the secret that the example is signed by")
	for _, e := range roll.Events() {
		require.Contains(t, string(raw), "| `"+e.String()+"` |", "every event is explained")
	}
}
