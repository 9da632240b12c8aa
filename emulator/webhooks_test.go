package emulator

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/stretchr/testify/require"
)

const hookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestWebhooks(t *testing.T) {
	message := `{"type":"transaction.approved","timestamp":"2026-11-21T20:15:01+08:00","data":{"trace":"000012","amount":"12.34","money":"approved","said":{"zh":"已收款。","en":"Paid."}}}`
	var told []Webhook
	receiver, err := NewWebhooks(hookSecret, 0, func(m Webhook) { told = append(told, m) })
	require.NoError(t, err)
	hook, err := webhooks.NewWebhook(hookSecret)
	require.NoError(t, err)
	post := func(id, body string, at time.Time, change func(*http.Request)) int {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		signature, err := hook.Sign(id, at, []byte(body))
		require.NoError(t, err)
		r.Header.Set("webhook-id", id)
		r.Header.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
		r.Header.Set("webhook-signature", signature)
		if change != nil {
			change(r)
		}
		w := httptest.NewRecorder()
		receiver.ServeHTTP(w, r)
		require.Equal(t, w.Code, told[len(told)-1].Status)
		return w.Code
	}
	now := time.Now()
	require.Equal(t, 200, post("msg_1", message, now, nil))
	require.Equal(t, 200, post("msg_1", message, now, nil), "at least once")
	require.Equal(t, Webhook{Time: told[1].Time, ID: "msg_1", Type: "transaction.approved", Trace: "000012", Amount: "12.34", Money: "approved", Said: "已收款。 Paid.", Again: true, Status: 200}, told[1])
	require.False(t, told[0].Again)
	require.Equal(t, 401, post("msg_2", message, now.Add(-6*time.Minute), nil), "too old")
	require.Equal(t, 401, post("msg_2", message, now.Add(6*time.Minute), nil), "too new")
	require.Equal(t, 401, post("msg_2", message, now, func(r *http.Request) { r.Header.Set("webhook-id", "msg_3") }), "the id is signed")
	require.Equal(t, 401, post("msg_2", message, now, func(r *http.Request) { r.Header.Del("webhook-signature") }))
	require.Equal(t, 400, post("msg_2", "{}", now, nil))
	require.Equal(t, 413, post("msg_2", strings.Repeat("x", webhookBodyLimit+1), now, nil))
	require.Equal(t, 405, post("msg_2", message, now, func(r *http.Request) { r.Method = http.MethodGet }))
	for _, m := range told[2:] {
		require.NotEmpty(t, m.Refused)
		require.Empty(t, m.Type, "what is refused is not shown as if it were an event")
	}

	receiver, err = NewWebhooks(hookSecret, 503, func(m Webhook) { told = append(told, m) })
	require.NoError(t, err)
	require.Equal(t, 503, post("msg_1", message, now, nil))
	require.Equal(t, 503, post("msg_1", message, now, nil))
	require.False(t, told[len(told)-1].Again, "what it refused has not come")
	for _, bad := range []string{"", "whsec_", "whsec_!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"} {
		_, err := NewWebhooks(bad, 0, nil)
		require.Error(t, err, bad)
	}
	_, err = NewWebhooks(hookSecret, 200, nil)
	require.Error(t, err)
}

// slowly is a body that does not end before somebody says so.
type slowly struct{ began, end chan struct{} }

func (s slowly) Read([]byte) (int, error) {
	close(s.began)
	<-s.end
	return 0, io.EOF
}

// TestASlowSenderStopsNobody: what others send is read and shown meanwhile.
func TestASlowSenderStopsNobody(t *testing.T) {
	told := make(chan Webhook, 2)
	receiver, err := NewWebhooks(hookSecret, 0, func(m Webhook) { told <- m })
	require.NoError(t, err)
	body := slowly{make(chan struct{}), make(chan struct{})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		receiver.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", body))
	}()
	<-body.began
	receiver.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, http.StatusMethodNotAllowed, (<-told).Status)
	close(body.end)
	<-ended
	require.Equal(t, http.StatusUnauthorized, (<-told).Status)
}
