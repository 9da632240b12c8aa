package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	webhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"posterm/journal"
	"posterm/terminal"
)

// Limits of an answer, in bytes. Nothing in it matters but its status and Retry-After.
const (
	headerLimit = 16 << 10
	bodyLimit   = 4 << 10 // read so that the connection can be used again
)

// clockLimit is how far receivers let a signature's time be off. Given, Standard Webhooks.
const clockLimit = 5 * time.Minute

// answer is what became of a try.
type answer struct {
	delivered bool
	gone      bool          // 410: the endpoint wants no more
	after     time.Duration // that the receiver asks for
	why       string        // it is not delivered
}

// client makes the tries. A redirect is not followed: what is signed for one receiver is not
// for another. The environment names no proxy: what a terminal does stands in its configuration.
func client(c Config) *http.Client {
	return &http.Client{
		Timeout:       c.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: c.Dial, MaxResponseHeaderBytes: headerLimit, MaxIdleConns: 1, IdleConnTimeout: time.Minute, DisableCompression: true,
		},
	}
}

// request makes the message of an event: the same body and id at every try, a signature for now.
func (d *Deliverer) request(ctx context.Context, n journal.Notice) (*http.Request, error) {
	body, err := json.Marshal(terminal.Tell(n))
	if err != nil {
		return nil, err
	}
	hook, err := webhooks.NewWebhookRaw(d.Secret.key)
	if err != nil {
		return nil, err
	}
	now := d.Now()
	signature, err := hook.Sign(n.ID, now, body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		webhooks.HeaderWebhookID: n.ID, webhooks.HeaderWebhookTimestamp: strconv.FormatInt(now.Unix(), 10), webhooks.HeaderWebhookSignature: signature,
		"Content-Type": "application/json", "User-Agent": d.Agent,
	} {
		r.Header.Set(name, value)
	}
	return r, nil
}

// post makes one try.
func (d *Deliverer) post(ctx context.Context, n journal.Notice) answer {
	request, err := d.request(ctx, n)
	if err != nil {
		return answer{why: err.Error()}
	}
	got, err := d.client.Do(request)
	if err != nil {
		var at *url.Error // says the address, which may hold a secret
		if errors.As(err, &at) {
			err = at.Err
		}
		if errors.Is(err, context.DeadlineExceeded) {
			return answer{why: "no answer within " + d.Timeout.String()}
		}
		return answer{why: err.Error()}
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(got.Body, bodyLimit))
	_ = got.Body.Close()
	a := answer{delivered: got.StatusCode/100 == 2, gone: got.StatusCode == http.StatusGone, after: retryAfter(got.Header)}
	if !a.delivered {
		a.why = fmt.Sprintf("%d %s", got.StatusCode, http.StatusText(got.StatusCode)) + d.clock(got.Header)
	}
	return a
}

// clock says that the receiver's clock is another one: it refuses every signature then.
func (d *Deliverer) clock(h http.Header) string {
	theirs, err := http.ParseTime(h.Get("Date"))
	if off := d.Now().Sub(theirs); err == nil && off.Abs() > clockLimit {
		return fmt.Sprintf(", and this terminal's clock is %s off the receiver's", off.Round(time.Second))
	}
	return ""
}
