package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Limits of a receiver. Chosen: a terminal's messages have about 1 KiB.
const (
	webhookBodyLimit = 64 << 10 // bytes; more is refused
	webhookKeep      = 10_000   // messages remembered; the oldest are forgotten first
)

// Webhook is one message as a receiver sees it.
type Webhook struct {
	Time    time.Time `json:"time"` // it came
	ID      string    `json:"id"`
	Type    string    `json:"type"` // of the event; empty when it was refused
	Trace   string    `json:"trace"`
	Amount  string    `json:"amount"`
	Money   string    `json:"money"`
	Said    string    `json:"said"`
	Again   bool      `json:"again"`   // it came before
	Refused string    `json:"refused"` // why; empty: it was believed
	Status  int       `json:"status"`  // that it was answered
}

// Webhooks is a receiver of Standard Webhooks, as a shop's other system would have one. It
// believes what is signed by its secret and not older than five minutes, and knows what came
// before by its id. It is wrong on purpose when it is told to be.
type Webhooks struct {
	hook *webhooks.Webhook
	fail int
	tell func(Webhook)

	mu    sync.Mutex
	seen  map[string]bool
	order []string
}

// NewWebhooks makes a receiver. Secret is "whsec_" and base64; fail is a status that every
// message is answered whatever it is, 0 for none; tell hears of each message, one at a time.
func NewWebhooks(secret string, fail int, tell func(Webhook)) (*Webhooks, error) {
	digits, found := strings.CutPrefix(secret, "whsec_")
	hook, err := webhooks.NewWebhook(digits)
	if !found || err != nil || digits == "" {
		return nil, fmt.Errorf("a secret is whsec_ and base64")
	}
	w := &Webhooks{hook: hook, tell: tell, seen: map[string]bool{}}
	return w, w.Answer(fail)
}

// Answer changes the status of a failure that every message is answered from now on; 0 for none.
func (w *Webhooks) Answer(fail int) error {
	if fail != 0 && (fail < 300 || fail > 599) {
		return fmt.Errorf("%d is no status of a failure: 300 to 599", fail)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fail = fail
	return nil
}

// ServeHTTP answers 200 to what it believes, again or not, 400 or 401 to the rest.
func (w *Webhooks) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	m := Webhook{Time: time.Now(), ID: r.Header.Get(webhooks.HeaderWebhookID)}
	m.Status, m.Refused = w.judge(out, r, &m) // reads what may come slowly: nobody else waits for that
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.Refused == "" && w.fail == 0 {
		m.Again = w.remember(m.ID)
	}
	if w.fail != 0 {
		m.Status = w.fail
	}
	out.WriteHeader(m.Status)
	w.tell(m)
}

// judge reads a message, and says why it is not believed.
func (w *Webhooks) judge(out http.ResponseWriter, r *http.Request, m *Webhook) (status int, refused string) {
	if r.Method != http.MethodPost {
		return http.StatusMethodNotAllowed, "not a POST"
	}
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, webhookBodyLimit))
	if err != nil {
		return http.StatusRequestEntityTooLarge, fmt.Sprintf("the body cannot be read, or has more than %d bytes", webhookBodyLimit)
	}
	if err := w.hook.Verify(body, r.Header); err != nil {
		return http.StatusUnauthorized, strings.TrimPrefix(err.Error(), "unable to verify payload, err: ")
	}
	var event struct {
		Type string `json:"type"`
		Data struct {
			Trace, Amount, Money string
			Said                 struct{ ZH, EN string }
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &event); err != nil || event.Type == "" {
		return http.StatusBadRequest, "signed, but no event"
	}
	m.Type, m.Trace, m.Amount, m.Money = event.Type, event.Data.Trace, event.Data.Amount, event.Data.Money
	m.Said = strings.TrimSpace(event.Data.Said.ZH + " " + event.Data.Said.EN)
	return http.StatusOK, ""
}

// remember says whether an id came before.
func (w *Webhooks) remember(id string) (again bool) {
	if w.seen[id] {
		return true
	}
	w.seen[id], w.order = true, append(w.order, id)
	if len(w.order) > webhookKeep {
		delete(w.seen, w.order[0])
		w.order = w.order[1:]
	}
	return false
}
