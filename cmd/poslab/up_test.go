package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/client"
)

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// served is a running lab: where it listens, how to stop it, and how it ends.
type served struct {
	at   emulator.Addresses
	stop context.CancelFunc
	code <-chan int
	errs *bytes.Buffer
}

// serveLab starts a verb that serves, and reads its one line.
func serveLab(t *testing.T, args ...string) served {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	in, out := io.Pipe()
	code, errs := make(chan int, 1), new(bytes.Buffer)
	go func() {
		code <- run(ctx, args, nil, out, errs)
		out.Close()
	}()
	lines := bufio.NewReader(in)
	ready, err := lines.ReadBytes('\n')
	require.NoError(t, err, errs.String())
	s := served{stop: stop, code: code, errs: errs}
	dec := json.NewDecoder(bytes.NewReader(ready))
	dec.DisallowUnknownFields()
	require.NoError(t, dec.Decode(&s.at))
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return s
}

// client asks the lab.
func (s served) client() *client.Client { return client.New(s.at.Admin, nil) }

// end stops the lab as SIGTERM does.
func (s served) end(t *testing.T) {
	t.Helper()
	s.stop()
	require.Zero(t, <-s.code, s.errs.String())
	require.Empty(t, s.errs.String())
}

func TestUpServesAndEndsWithTheSignal(t *testing.T) {
	pty := filepath.Join(t.TempDir(), "printer")
	s := serveLab(t, "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--printer-pty", pty, "--admin", "127.0.0.1:0")
	for _, address := range []string{s.at.Host, s.at.PrinterTCP} {
		conn, err := net.Dial("tcp", address)
		require.NoError(t, err)
		require.NoError(t, conn.Close())
	}
	require.Equal(t, pty, s.at.PrinterPTY)
	_, err := os.Stat(pty)
	require.NoError(t, err)
	status, _ := get(t, s.at.Admin+"/v1/ledger")
	require.Equal(t, http.StatusOK, status)
	s.end(t)
	_, err = net.Dial("tcp", s.at.Host)
	require.Error(t, err)
	require.NoFileExists(t, pty)
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	r.Close = true
	reply, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer reply.Body.Close()
	raw, err := io.ReadAll(reply.Body)
	require.NoError(t, err)
	return reply.StatusCode, string(raw)
}

func TestHostAlone(t *testing.T) {
	s := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--mac", "x9.19", "--ledger", filepath.Join(t.TempDir(), "ledger"))
	require.NotEmpty(t, s.at.Host)
	require.Empty(t, s.at.PrinterTCP)
	status, _ := get(t, s.at.Admin+"/v1/accounts")
	require.Equal(t, http.StatusOK, status)
	s.end(t)
}

func TestPrinterAlone(t *testing.T) {
	s := serveLab(t, "printer", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--printer-speed", "60")
	require.Empty(t, s.at.Host)
	conn, err := net.Dial("tcp", s.at.PrinterTCP)
	require.NoError(t, err)
	_, err = conn.Write([]byte{0x10, 0x04, 0x01})
	require.NoError(t, err)
	answer := make([]byte, 1)
	_, err = io.ReadFull(conn, answer)
	require.NoError(t, err)
	require.Equal(t, byte(0x12), answer[0]&^0x04, "healthy, whatever the drawer is")
	require.NoError(t, conn.Close())
	s.end(t)
}

func TestMoreCards(t *testing.T) {
	s := serveLab(t, "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--cards", "../../testdata/cards")
	_, body := get(t, s.at.Admin+"/v1/accounts")
	require.Contains(t, body, `"name":"keyed","balance":"500.00"`)
	s.end(t)

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine.toml"), []byte("pan = \"6222021000000003335\"\n"), 0o600))
	r := lab(t, "", "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--cards", dir)
	require.Equal(t, exitUse, r.code, "the check digit is wrong")
	require.Contains(t, r.errs, "mine.toml")
}

func TestABusyPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	r := lab(t, "", "up", "--host", taken.Addr().String(), "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0")
	require.Equal(t, exitError, r.code)
	require.Contains(t, r.errs, "address already in use")
	require.Contains(t, r.errs, "hint: stop the other program")
}

func TestAReadyLineThatNobodyTakes(t *testing.T) {
	var errs bytes.Buffer
	require.Equal(t, exitError, run(t.Context(), []string{"printer", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, nil, full{}, &errs))
}

func TestUpWithTLSAndABackup(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tls")
	args := []string{"host", "--host", "127.0.0.1:0", "--backup", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--tls", dir, "--client-cert", "require", "--wrapper", "http"}
	s := serveLab(t, args...)
	require.NotEmpty(t, s.at.Backup)
	require.Equal(t, "http", s.at.Wrapper)
	for _, file := range []string{s.at.TLS.CA, s.at.TLS.Cert, s.at.TLS.Key} {
		require.FileExists(t, file)
		require.True(t, filepath.IsAbs(file))
	}
	s.end(t)
	again := serveLab(t, args...)
	require.Equal(t, s.at.TLS, again.at.TLS, "the same keys after a restart")
	again.end(t)
}

func TestUpThatCannotBe(t *testing.T) {
	r := lab(t, "", "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--client-cert", "require")
	require.Equal(t, exitUse, r.code)
	require.Contains(t, r.errs, "hint: give --tls DIR, too")
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "host.key"), []byte("mine"), 0o600))
	r = lab(t, "", "host", "--host", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--tls", dir)
	require.Equal(t, exitUse, r.code)
	require.Contains(t, r.errs, "hint: give --tls an empty or a new folder")
	r = lab(t, "", "host", "--wrapper", "soap")
	require.Equal(t, exitUse, r.code)
}

// The ready line comes when every door is open: a file where the serial line's link was to be is no link, and stays
// what it is.
func TestNothingIsReadyWhereAFileIsInTheWay(t *testing.T) {
	for name, path := range map[string]string{"a file": filepath.Join(t.TempDir(), "printer"), "a folder": t.TempDir()} {
		if name == "a file" {
			require.NoError(t, os.WriteFile(path, []byte("mine"), 0o600))
			defer func() {
				left, err := os.ReadFile(path)
				require.NoError(t, err)
				require.Equal(t, "mine", string(left))
			}()
		}
		r := lab(t, "", "up", "--host", "127.0.0.1:0", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--printer-pty", path)
		require.NotZero(t, r.code, name)
		require.Empty(t, r.out, name)
		require.Contains(t, r.errs, "is left alone", name)
	}
}
