package panel

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/emulator"
	"posterm/internal/config"
	"posterm/internal/rig"
	"posterm/printer"
	"posterm/terminal"
	"posterm/txn"
)

// shop is a panel with the real terminal, host and printer behind it.
type shop struct {
	*testing.T
	lab   *emulator.Lab
	till  *terminal.Terminal
	url   string // without a slash at the end
	token string
	ended chan error
}

// patience is how long the shop's terminal waits for an answer. Chosen: a host on the loopback is far quicker.
const patience = 700 * time.Millisecond

// openShop starts everything; speed is the printer's, 0 at once.
func openShop(t *testing.T, speed int) *shop {
	t.Helper()
	board, dir := NewBoard(), filepath.Join(t.TempDir(), "journal")
	s := &shop{T: t, ended: make(chan error, 1)}
	o := emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: 1, OnEvent: board.Lab}
	o.Printer.Speed = speed
	var err error
	s.lab, err = emulator.Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.lab.Close()) })
	require.NoError(t, rig.Provision(dir))
	s.till, err = terminal.Open(terminalConfig(dir, board, s.lab))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.till.Close(context.Background())) })
	door, err := Listen("127.0.0.1:0")
	require.NoError(t, err)
	s.url = "http://" + door.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		s.ended <- Serve(ctx, door, Config{
			Terminal: s.till, Lab: s.lab, Board: board, Service: terminal.Service{Terminal: "00010001", Phone: "400-000-0000"}, Lang: txn.Chinese,
		})
	}()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-s.ended)
	})
	s.token = s.tokenOfPage()
	return s
}

func terminalConfig(dir string, board *Board, lab *emulator.Lab) terminal.Config {
	c := rig.Config(dir)
	open := c.OpenRoll
	c.OpenRoll = func() (terminal.Roll, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		return board.Watch(r), nil
	}
	c.Shop.Version = "posterm demo"
	c.Policy.BatchLimit, c.Duplicate, c.Screen = config.Default().Terminal.BatchLimit, terminal.Ask, board.Screen
	c.Host = &comms.Link{Dial: comms.TCP(lab.Addresses().Host), Profile: comms.UnionPay, ConnectTimeout: patience, ResponseTimeout: patience}
	c.OpenPaper = func(nonce [4]byte, known []uint64) (terminal.Paper, error) {
		p := rig.PrinterConfig("tcp://"+lab.Addresses().PrinterTCP, nonce, known)
		p.Thermometer = func() (int, error) { return int(lab.Printer.Status().PaperC * 1000), nil }
		p.WarmEvery = 20 * time.Millisecond
		return printer.Open(p)
	}
	return c
}

// tokenOfPage reads the token as the page's own script does.
func (s *shop) tokenOfPage() string {
	_, body := s.ask("GET", "/", nil, nil)
	_, rest, found := bytes.Cut(body, []byte(`name="posterm-token" content="`))
	require.True(s, found)
	token, _, _ := bytes.Cut(rest, []byte(`"`))
	require.NotContains(s, string(token), "{")
	return string(token)
}

// ask sends a request with a JSON body and headers; a header with an empty value is left out.
func (s *shop) ask(method, path string, body any, headers map[string]string) (int, []byte) {
	s.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = bytes.NewBufferString(b)
	default:
		raw, err := json.Marshal(b)
		require.NoError(s, err)
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+path, in)
	require.NoError(s, err)
	r.Header.Set(tokenHeader, s.token)
	r.Header.Set("Content-Type", "application/json")
	for k, v := range headers {
		r.Header.Set(k, v)
		if v == "" {
			r.Header.Del(k)
		}
	}
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	reply, err := http.DefaultClient.Do(r)
	require.NoError(s, err)
	defer reply.Body.Close()
	data, err := io.ReadAll(reply.Body)
	require.NoError(s, err)
	return reply.StatusCode, data
}

// sell carries a whole command out.
func (s *shop) give(c Command) (int, Outcome) {
	s.Helper()
	status, body := s.ask("POST", "/api/order", c, nil)
	var o Outcome
	require.NoError(s, json.Unmarshal(body, &o), "%s", body)
	return status, o
}

// press presses keys one after the other.
func (s *shop) press(keys ...string) {
	s.Helper()
	for _, key := range keys {
		status, body := s.ask("POST", "/api/key", map[string]string{"key": key}, nil)
		require.Equal(s, http.StatusOK, status, "%s", body)
	}
}
