package emulator_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/office"
)

// theirSale is the sale of the tests as its terminal exports it.
const theirSale = `{"transactions":[{"terminal":"00010001","batch":"000001","trace":"000002","kind":"sale","amount":"12.34","card":"622202******2345","money":"approved",` +
	`"verdict":"paid","settled":null,"paper":{"merchant":"printed","cardholder":"printed"},"response":"00","auth":"","rrn":"","time":"2026-11-21T20:15:05+08:00"}]}`

func TestOfficeCalls(t *testing.T) {
	c := sold(t)
	days := c.ok("GET", "/v1/backoffice/days?terminal=00010001", "")
	require.Equal(t, "0.60%", days["rate"])
	day := days["rows"].([]any)[0].(map[string]any)
	require.Equal(t, map[string]any{"count": 1.0, "amount": "12.34"}, day["sales"])
	require.Equal(t, "0.07", day["fees"])
	require.Equal(t, "12.27", day["net"])
	require.Equal(t, "12.27", day["open"])

	before := c.ok("GET", "/v1/backoffice/check", "")
	require.Equal(t, true, before["agree"])
	require.Empty(t, before["exports"])
	after := c.ok("POST", "/v1/backoffice/check?window=5", theirSale)
	require.Equal(t, true, after["agree"])
	require.Equal(t, 5.0, after["window_minutes"])
	require.Equal(t, []any{"00010001"}, after["terminals"])
	declined := c.ok("POST", "/v1/backoffice/check", strings.Replace(theirSale, `"approved"`, `"declined"`, 1))
	require.Equal(t, false, declined["agree"])
	finding := declined["findings"].([]any)[0].(map[string]any)
	require.Equal(t, "host_only", finding["problem"])
	require.Equal(t, "approved", finding["host"])
	require.Equal(t, "declined", finding["claim"])

	for _, tt := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "/v1/backoffice/days?day=1", "", 400, "valid are from, lang, merchant, terminal, to"},
		{"GET", "/v1/backoffice/check?window=x", "", 400, "1 to 1440"},
		{"POST", "/v1/backoffice/check", "", 415, "application/json"},
		{"POST", "/v1/backoffice/check", `{"transactions":[{}]}`, 422, `member \"terminal\"`},
		{"POST", "/v1/backoffice/check?terminal=00010001", `{"transactions":[{}]}`, 422, `member \"batch\"`},
		{"POST", "/v1/backoffice/check?x=1", theirSale, 400, "no parameter"},
		{"POST", "/v1/backoffice/check", strings.Repeat(" ", office.ExportLimit+1), 413, "at most"},
		{"PUT", "/v1/backoffice/check", theirSale, 405, "GET, POST"},
		{"GET", "/v1/backoffice?least=x", "", 400, "bad amount"},
	} {
		reply, raw := c.do(tt.method, tt.path, tt.body)
		require.Equal(t, tt.status, reply.StatusCode, "%s %s %s", tt.method, tt.path, raw)
		require.Contains(t, string(raw), tt.want)
	}
}

// The pages stand behind the same guard as the admin API.
func TestOfficePages(t *testing.T) {
	c := sold(t)
	reply, page := c.do("GET", "/office/", "")
	require.Equal(t, http.StatusOK, reply.StatusCode)
	require.Contains(t, string(page), "622202******2345")
	require.Contains(t, reply.Header.Get("Content-Security-Policy"), "default-src 'self'")
	for _, path := range []string{"/office/static/office.css", "/office/static/live.js", "/office/static/icon.svg"} {
		reply, raw := c.do("GET", path, "")
		require.Equal(t, http.StatusOK, reply.StatusCode, path)
		require.NotEmpty(t, raw)
	}
	reply, _ = c.do("GET", "/office", "")
	require.Equal(t, "/office/", reply.Request.URL.Path)
	reply, raw := c.do("GET", "/office/", "", func(r *http.Request) { r.Host = "evil.example" })
	require.Equal(t, http.StatusForbidden, reply.StatusCode)
	require.NotContains(t, string(raw), "622202")

	_, page = c.do("GET", "/office/check", "")
	token := regexp.MustCompile(`name="token" value="([^"]+)"`).FindSubmatch(page)
	require.NotNil(t, token)
	for name, tt := range map[string]struct {
		token  string
		change func(*http.Request)
		status int
	}{
		"a page of another origin": {string(token[1]), func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }, 403},
		"no token":                 {"", func(*http.Request) {}, 403},
		"as it should be":          {string(token[1]), func(r *http.Request) { r.Header.Set("Origin", c.lab.Addresses().Admin) }, 200},
	} {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		require.NoError(t, w.WriteField("token", tt.token))
		file, err := w.CreateFormFile("journal", "j.json")
		require.NoError(t, err)
		_, err = file.Write([]byte(theirSale))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		reply, raw := c.do("POST", "/office/check", b.String(), func(r *http.Request) { r.Header.Set("Content-Type", w.FormDataContentType()) }, tt.change)
		require.Equal(t, tt.status, reply.StatusCode, "%s: %s", name, raw)
	}
}

func TestABadFee(t *testing.T) {
	_, err := emulator.Start(t.Context(), emulator.Options{Fee: "11"})
	require.ErrorIs(t, err, office.ErrRate)
	for number, name := range map[string]string{"1": "shop", "104512541110001": "", "104512541110002": strings.Repeat("长", 41), "104512541110003": "\xff"} {
		_, err = emulator.Start(t.Context(), emulator.Options{Merchants: map[string]string{number: name}})
		require.ErrorIs(t, err, office.ErrName, number)
	}
}
