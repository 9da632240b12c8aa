package emulator_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
)

// client talks to a lab's admin API over a real socket.
type client struct {
	t   *testing.T
	lab *emulator.Lab
}

func newClient(t *testing.T) client { return client{t, start(t)} }

// do sends a request; a body that is not empty goes as JSON.
func (c client) do(method, path, body string, change ...func(*http.Request)) (*http.Response, []byte) {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.lab.Addresses().Admin+path, strings.NewReader(body))
	require.NoError(c.t, err)
	r.Close = true
	if body != "" {
		r.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	for _, f := range change {
		f(r)
	}
	reply, err := http.DefaultClient.Do(r)
	require.NoError(c.t, err)
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	require.NoError(c.t, err)
	return reply, raw
}

// ok sends a request that must succeed and gives its JSON.
func (c client) ok(method, path, body string) map[string]any {
	c.t.Helper()
	reply, raw := c.do(method, path, body)
	require.Equal(c.t, http.StatusOK, reply.StatusCode, string(raw))
	require.Equal(c.t, "application/json", reply.Header.Get("Content-Type"))
	var v map[string]any
	require.NoError(c.t, json.Unmarshal(raw, &v))
	return v
}

// sold is a client whose lab has sold something.
func sold(t *testing.T) client {
	t.Helper()
	c := newClient(t)
	conn, err := c.lab.DialHost(t.Context())
	require.NoError(t, err)
	sell(t, conn)
	require.NoError(t, conn.Close())
	return c
}

func TestLedgerAndAccounts(t *testing.T) {
	c := sold(t)
	entries := c.ok("GET", "/v1/ledger", "")["entries"].([]any)
	require.Len(t, entries, 1)
	entry := entries[0].(map[string]any)
	for name, want := range map[string]any{
		"terminal": "00010001", "merchant": "104512541110001", "batch": "000001", "trace": "000002", "kind": "sale",
		"amount": "12.34", "card": "622202******2345", "state": "approved", "response": "00", "settled": false,
	} {
		require.Equal(t, want, entry[name], name)
	}
	require.Len(t, entry["rrn"], 12)
	require.Len(t, entry["auth"], 6)
	require.Equal(t, "B", entry["account"])
	require.Equal(t, "CUP", entry["organisation"])
	require.Len(t, entry, 16, "and time and settle_date")

	accounts := c.ok("GET", "/v1/accounts", "")["accounts"].([]any)
	require.Equal(t, map[string]any{"card": "622202******2345", "name": "B", "balance": "487.66", "opening": "500.00", "held": "0.00", "standing": "normal"}, accounts[1])
	accounts = c.ok("POST", "/v1/accounts/reset", "")["accounts"].([]any)
	require.Equal(t, "500.00", accounts[1].(map[string]any)["balance"])
	require.Equal(t, "512.34", accounts[1].(map[string]any)["opening"], "what the ledger took is still taken from it")
	require.Len(t, c.ok("GET", "/v1/ledger", "")["entries"], 1, "only balances are restored")
}

func TestEmptyListsAreLists(t *testing.T) {
	c := newClient(t)
	require.Equal(t, map[string]any{"entries": []any{}}, c.ok("GET", "/v1/ledger", ""))
	require.Equal(t, map[string]any{"faults": []any{}}, c.ok("GET", "/v1/host/faults", ""))
	paper := c.ok("GET", "/v1/paper", "")
	since, err := time.Parse(time.RFC3339Nano, paper["since"].(string))
	require.NoError(t, err)
	require.False(t, since.IsZero())
	require.Equal(t, map[string]any{"slips": []any{}, "forgotten": 0.0, "since": paper["since"]}, paper)
}

func TestHostFaults(t *testing.T) {
	c := newClient(t)
	c.ok("POST", "/v1/host/faults", `{"fault":"drop_response","match":{"mti":"0200"}}`)
	got := c.ok("POST", "/v1/host/faults", `{"fault":"delay_response","count":2,"value":"1s"}`)["faults"].([]any)
	require.Equal(t, []any{
		map[string]any{"fault": "drop_response", "count": 1.0, "match": map[string]any{"mti": "0200"}},
		map[string]any{"fault": "delay_response", "count": 2.0, "match": map[string]any{}, "value": "1s"},
	}, got)
	require.Len(t, c.ok("DELETE", "/v1/host/faults?fault=drop_response", "")["faults"], 1)
	require.Empty(t, c.ok("DELETE", "/v1/host/faults", "")["faults"])
	require.Empty(t, c.lab.Host.Faults())
}

func TestPrinterAndPaper(t *testing.T) {
	c := newClient(t)
	line, err := c.lab.OpenPrinter()
	require.NoError(t, err)
	_, err = line.Write([]byte("HELLO\n\n\n\n\n\n\n\x1dV\x00\x1br\x01"))
	require.NoError(t, err)
	_, err = line.Write([]byte{0x1d, 'r', 1}) // answered when all before it is done
	require.NoError(t, err)
	_, err = io.ReadFull(line, make([]byte, 1))
	require.NoError(t, err)
	require.NoError(t, line.Close())

	slip := c.ok("GET", "/v1/paper", "")["slips"].([]any)[0].(map[string]any)
	require.Contains(t, slip["text"], "HELLO")
	require.Equal(t, true, slip["cut"])
	for _, path := range []string{"/v1/paper/1.png", "/v1/paper/roll.png"} {
		reply, raw := c.do("GET", path, "")
		require.Equal(t, "image/png", reply.Header.Get("Content-Type"))
		_, err := png.Decode(bytes.NewReader(raw))
		require.NoError(t, err)
	}
	require.Zero(t, c.ok("GET", "/v1/paper", "")["forgotten"])
	gone := c.ok("DELETE", "/v1/paper", "")
	require.Empty(t, gone["slips"])
	require.Equal(t, 1.0, gone["forgotten"])

	status := c.ok("POST", "/v1/printer/faults", `{"paper":"out","ambient_c":-15}`)
	require.Equal(t, "paper_out", status["state"])
	require.Equal(t, map[string]any{"paper": "out", "ambient_c": -15.0}, c.ok("GET", "/v1/printer/faults", ""))
	require.Equal(t, "ready", c.ok("POST", "/v1/printer/load_paper", "")["state"])
	c.ok("POST", "/v1/printer/faults", `{"jam":true}`)
	require.NotContains(t, c.ok("POST", "/v1/printer/clear_jam", "")["faults"], "jam")
	c.ok("POST", "/v1/printer/power_cycle", "")
	c.ok("DELETE", "/v1/printer/faults", "")
	require.Equal(t, 25.0, c.ok("GET", "/v1/printer", "")["ambient_c"])
}

// Every error is a problem document that says what would be right.
func TestProblems(t *testing.T) {
	c := newClient(t)
	page := func(r *http.Request) { r.Header.Set("Origin", "http://evil.example") }
	rebound := func(r *http.Request) { r.Host = "evil.example:8581" }
	form := func(r *http.Request) { r.Header.Set("Content-Type", "application/x-www-form-urlencoded") }
	for _, tt := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		status                   int
		want                     string
	}{
		{"no such path", "GET", "/v2", "", nil, 404, "/v1/ledger"},
		{"no such picture", "GET", "/v1/paper/1.jpg", "", nil, 404, "roll.png"},
		{"no such slip", "GET", "/v1/paper/77.png", "", nil, 404, "no slip 77"},
		{"wrong method", "POST", "/v1/ledger", "{}", nil, 405, "GET"},
		{"no such fault to clear", "DELETE", "/v1/host/faults?fault=boom", "", nil, 400, "drop_request, drop_response"},
		{"no such fault", "POST", "/v1/host/faults", `{"fault":"boom"}`, nil, 400, "drop_request, drop_response"},
		{"no such member", "POST", "/v1/host/faults", `{"falt":"x"}`, nil, 400, "fault, count, match, match.mti, match.f3, match.kind, match.network, match.door, value"},
		{"no such member within", "POST", "/v1/host/faults", `{"fault":"garbage","match":{"f4":"x"}}`, nil, 400, "match.f3"},
		{"a member twice", "POST", "/v1/host/faults", `{"fault":"garbage","count":1,"count":2}`, nil, 400, `"count" comes twice`},
		{"a member twice within", "POST", "/v1/host/faults", `{"fault":"garbage","match":{"mti":"0200","mti":"0400"}}`, nil, 400, `"match.mti" comes twice`},
		{"a member in capitals", "POST", "/v1/host/faults", `{"Fault":"garbage"}`, nil, 400, `no member "Fault"`},
		{"no times", "POST", "/v1/host/faults", `{"fault":"garbage","count":0}`, nil, 400, "count must be 1 or more"},
		{"a door that is not there", "POST", "/v1/host/faults", `{"fault":"garbage","match":{"door":"backup"}}`, nil, 400, "--backup ADDR"},
		{"a wallet that waits for less than nothing", "POST", "/v1/host/knobs", `{"wallet_wait":-2}`, nil, 400, "wallet_wait must be -1"},
		{"a terminal without a number", "POST", "/v1/host/knobs", `{"blocked_terminals":[""]}`, nil, 400, "8 characters"},
		{"a printer fault twice", "POST", "/v1/printer/faults", `{"jam":true,"jam":false}`, nil, 400, `"jam" comes twice`},
		{"no such printer fault", "POST", "/v1/printer/faults", `{"papr":"out"}`, nil, 400, "paper, paper_out_after_rows"},
		{"bad value", "POST", "/v1/printer/faults", `{"paper":"gone"}`, nil, 400, "near_end"},
		{"wrong type", "POST", "/v1/host/faults", `{"fault":"decline","value":51}`, nil, 400, `"value": want a string, not a number`},
		{"wrong type of a flag", "POST", "/v1/printer/faults", `{"jam":"yes"}`, nil, 400, "want a"},
		{"not an object", "POST", "/v1/host/faults", `[]`, nil, 400, "want a JSON object"},
		{"two objects", "POST", "/v1/host/faults", `{"fault":"garbage"}{}`, nil, 400, "exactly one"},
		{"no JSON", "POST", "/v1/host/faults", `{"fault":`, nil, 400, "not valid JSON"},
		{"body where none belongs", "POST", "/v1/accounts/reset", `{}`, nil, 400, "no body"},
		{"body at the printer", "POST", "/v1/printer/load_paper", `{}`, nil, 400, "no body"},
		{"no body", "POST", "/v1/host/faults", "", nil, 415, "application/json"},
		{"a form", "POST", "/v1/host/faults", `{"fault":"garbage"}`, form, 415, "application/json"},
		{"too large", "POST", "/v1/host/faults", `{"fault":"` + strings.Repeat("x", 70_000) + `"}`, nil, 413, "65536 bytes"},
		{"another host name", "GET", "/v1/ledger", "", rebound, 403, "loopback"},
		{"another origin", "POST", "/v1/printer/power_cycle", "", page, 403, "another origin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			change := tt.change
			if change == nil {
				change = func(*http.Request) {}
			}
			reply, raw := c.do(tt.method, tt.path, tt.body, change)
			require.Equal(t, tt.status, reply.StatusCode, string(raw))
			require.Equal(t, "application/problem+json", reply.Header.Get("Content-Type"))
			var p struct {
				Title, Detail string
				Status        int
			}
			require.NoError(t, json.Unmarshal(raw, &p))
			require.Equal(t, tt.status, p.Status)
			require.Equal(t, http.StatusText(tt.status), p.Title)
			require.Contains(t, p.Detail, tt.want)
		})
	}
	require.Empty(t, c.lab.Host.Faults(), "nothing of it was taken")
	require.Empty(t, c.ok("GET", "/v1/printer/faults", ""))
}

func TestALedgerThatCannotBeWrittenIsAProblem(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ledger.jsonl")
	c := client{t, start(t, func(o *emulator.Options) { o.Ledger = file })}
	require.NoError(t, c.lab.Host.Close())
	reply, raw := c.do("POST", "/v1/accounts/reset", "")
	require.Equal(t, http.StatusInternalServerError, reply.StatusCode)
	require.Equal(t, "application/problem+json", reply.Header.Get("Content-Type"))
	require.Contains(t, string(raw), "ledger file is closed")
}

// A subscriber that sleeps is cut off; the lab goes on.
func TestASlowSubscriberIsCutOff(t *testing.T) {
	const many = 600 // connections, two events each
	ended := make(chan struct{}, many)
	lab := start(t, func(o *emulator.Options) {
		o.OnEvent = func(e emulator.Event) {
			if e.Type == "host.disconnected" {
				ended <- struct{}{}
			}
		}
	})
	events := lab.Subscribe(t.Context())
	for range many {
		conn, err := lab.DialHost(t.Context())
		require.NoError(t, err)
		require.NoError(t, conn.Close())
		<-ended
	}
	heard := 0
	for range events { // ends only because it was cut off
		heard++
	}
	require.Equal(t, 1024, heard)
}

func TestLoopbackNamesAreAccepted(t *testing.T) {
	c := newClient(t)
	for _, name := range []string{"localhost", "localhost:1", "127.0.0.1", "[::1]:8581", "[::1]"} {
		reply, _ := c.do("GET", "/v1/ledger", "", func(r *http.Request) { r.Host = name })
		require.Equal(t, http.StatusOK, reply.StatusCode, name)
	}
}

func TestEvents(t *testing.T) {
	c := newClient(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", c.lab.Addresses().Admin+"/v1/events", nil)
	require.NoError(t, err)
	r.Close = true
	reply, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer reply.Body.Close()
	require.Equal(t, "text/event-stream", reply.Header.Get("Content-Type"))
	lines := bufio.NewScanner(reply.Body)
	require.True(t, lines.Scan())
	require.Equal(t, ": ready", lines.Text())

	conn, err := c.lab.DialHost(t.Context())
	require.NoError(t, err)
	sell(t, conn)
	require.NoError(t, conn.Close())
	c.lab.Printer.LoadPaper()

	var decided, printed bool
	for !decided || !printed {
		require.True(t, lines.Scan(), "the stream ended early")
		require.NotContains(t, lines.Text(), pan(t), "card numbers are masked")
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if !isData {
			continue
		}
		var e struct {
			Type string
			Data struct{ Kind, Response, Terminal string }
		}
		require.NoError(t, json.Unmarshal([]byte(data), &e))
		decided = decided || e.Type == "host.decided" && e.Data.Kind == "sale" && e.Data.Response == "00"
		printed = printed || strings.HasPrefix(e.Type, "printer.")
	}
	require.NoError(t, c.lab.Close()) // ends the stream, too
	for lines.Scan() {
	}
}
