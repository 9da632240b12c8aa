package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
)

func TestKnobs(t *testing.T) {
	c := newClient(t)
	before := c.ok("GET", "/v1/host/knobs", "")
	require.Equal(t, "never", before["partial"])
	require.Equal(t, 115.0, before["complete_percent"])

	after := c.ok("POST", "/v1/host/knobs", `{"partial":"forced","deny":{"refund":"58"},"blocked_cards":["4"],"reversal":{"unknown":"25"}}`)
	require.Equal(t, "forced", after["partial"])
	after = c.ok("POST", "/v1/host/knobs", `{"limits":{"transaction":"100.00"}}`)
	require.Equal(t, "forced", after["partial"], "what is not given stays")
	require.Equal(t, map[string]any{"refund": "58"}, after["deny"])
	require.Equal(t, []any{"4"}, after["blocked_cards"])
	require.Equal(t, "25", after["reversal"].(map[string]any)["unknown"])
	require.Equal(t, "25", after["reversal"].(map[string]any)["again"])
	after = c.ok("POST", "/v1/host/knobs", `{"deny":{},"blocked_cards":[]}`)
	require.Empty(t, after["deny"], "tables are given whole")
	require.Empty(t, after["blocked_cards"])

	require.Equal(t, before, c.ok("DELETE", "/v1/host/knobs", ""))
}

func TestAmountsOverTheAdminAPI(t *testing.T) {
	c := newClient(t)
	require.Empty(t, c.ok("GET", "/v1/host/amounts", "")["amounts"])
	table := map[string]any{"51": "51", "05": "ZZ"}
	require.Equal(t, table, c.ok("PUT", "/v1/host/amounts", `{"51":"51","05":"ZZ"}`)["amounts"])
	require.Equal(t, map[string]any{"61": "61"}, c.ok("PUT", "/v1/host/amounts", `{"61":"61"}`)["amounts"], "the whole table")
	standard := c.ok("POST", "/v1/host/amounts/standard", "")
	require.Equal(t, standard["standard"], standard["amounts"])
	require.Empty(t, c.ok("DELETE", "/v1/host/amounts", "")["amounts"])
}

func TestCutOverAndStandings(t *testing.T) {
	c := newClient(t)
	before := c.ok("GET", "/v1/host/cutover", "")["settle_date"]
	require.Greater(t, c.ok("POST", "/v1/host/cutover", `{"requests":1}`)["settle_date"], before)
	require.Equal(t, "lost", c.ok("POST", "/v1/accounts/A", `{"standing":"lost"}`)["standing"])
	require.Equal(t, "lost", c.ok("GET", "/v1/accounts/A", "")["standing"])
}

func TestBackOfficeOverTheAdminAPI(t *testing.T) {
	c := sold(t)
	page := c.ok("GET", "/v1/backoffice?terminal=00010001&card=2345&amount=12.34&status=approved&limit=1", "")
	require.Len(t, page["transactions"], 1)
	one := page["transactions"].([]any)[0].(map[string]any)
	require.Equal(t, "approved", one["status"])
	require.Equal(t, "swipe", one["entry"])
	require.Empty(t, c.ok("GET", "/v1/backoffice?status=voided", "")["transactions"])

	story := c.ok("GET", "/v1/backoffice/00010001/000001/000002", "")
	require.Len(t, story["timeline"], 1)
	require.Len(t, story["messages"], 2)
	raw, err := json.Marshal(story)
	require.NoError(t, err)
	require.NotContains(t, string(raw), pan(t))

	require.Empty(t, c.ok("GET", "/v1/settlements", "")["settlements"])
	require.Empty(t, c.ok("GET", "/v1/orders", "")["orders"])
}

func TestWhatTheHostIsNotSetTo(t *testing.T) {
	c := newClient(t)
	before := c.lab.Host.Knobs()
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		want                     string
	}{
		{"no such knob", "POST", "/v1/host/knobs", `{"partiall":"forced"}`, 400, "partial"},
		{"bad choice", "POST", "/v1/host/knobs", `{"partial":"often"}`, 400, "choose never, supported or forced"},
		{"bad amount", "POST", "/v1/host/knobs", `{"limits":{"transaction":"1.234"}}`, 400, "limits.transaction"},
		{"bad kind", "POST", "/v1/host/knobs", `{"deny":{"sail":"58"}}`, 400, "no kind of transaction"},
		{"bad code", "POST", "/v1/host/knobs", `{"deny":{"sale":"51"}}`, 400, "choose 12, 40 or 58"},
		{"whole number", "POST", "/v1/host/knobs", `{"blocked_cards":["6222020000072345"]}`, 400, "first 1 to 10 digits"},
		{"bad issuer", "POST", "/v1/host/knobs", `{"issuer":{"state":"gone"}}`, 400, "choose up, down, silent or slow"},
		{"nibble", "POST", "/v1/host/knobs", `{"require":16}`, 400, "one nibble"},
		{"bad reversal", "POST", "/v1/host/knobs", `{"reversal":{"again":"12"}}`, 400, "choose 25 or 00"},
		{"bad table", "PUT", "/v1/host/amounts", `{"5":"51"}`, 400, "two digits"},
		{"table of numbers", "PUT", "/v1/host/amounts", `{"51":51}`, 400, "want a string"},
		{"bad code in the table", "PUT", "/v1/host/amounts", `{"51":"511"}`, 400, "two characters"},
		{"no such card", "POST", "/v1/accounts/nobody", `{"standing":"lost"}`, 404, "nobody"},
		{"no such standing", "POST", "/v1/accounts/A", `{"standing":"gone"}`, 400, "normal, expired, lost"},
		{"no such order", "POST", "/v1/orders/123/confirm", "", 404, "no such order waits"},
		{"no such transaction", "GET", "/v1/backoffice/1/2/3", "", 404, "no such transaction"},
		{"no such parameter", "GET", "/v1/backoffice?pan=1", "", 400, "valid are amount, before, card"},
		{"no such status", "GET", "/v1/backoffice?status=paid", "", 400, "valid are [declined"},
		{"bad date", "GET", "/v1/backoffice?from=1121", "", 400, "2006"},
		{"too many", "GET", "/v1/backoffice?limit=1001", "", 400, "1 to 1000"},
		{"twice", "GET", "/v1/backoffice?limit=1&limit=2", "", 400, "twice"},
		{"bad cut-over", "POST", "/v1/host/cutover", `{"lasts":"soon"}`, 400, "duration"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reply, raw := c.do(tt.method, tt.path, tt.body)
			require.Equal(t, tt.status, reply.StatusCode, string(raw))
			require.Equal(t, "application/problem+json", reply.Header.Get("Content-Type"))
			var p struct{ Title, Detail string }
			require.NoError(t, json.Unmarshal(raw, &p))
			require.Equal(t, http.StatusText(tt.status), p.Title)
			require.Contains(t, p.Detail, tt.want)
		})
	}
	require.Equal(t, before, c.lab.Host.Knobs(), "nothing of it was taken")
	require.Equal(t, host.Amounts(nil), c.lab.Host.Amounts())
}
