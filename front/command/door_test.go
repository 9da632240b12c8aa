package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/front/socket"
)

// TestOtherCommandsReachATerminalThatRuns: same words, same exit codes, by the same journal.
func TestOtherCommandsReachATerminalThatRuns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	k := r.start()
	k.shows(t, "消费")
	info, err := os.Stat(filepath.Join(r.dir, socket.Name))
	require.NoError(t, err)
	require.Equal(t, os.ModeSocket|0o600, info.Mode())

	sale := r.ask(0, "sale", "12.34", "--card", "A")
	require.Equal(t, "paid", sale["verdict"])
	require.Equal(t, object{"merchant": "printed", "cardholder": "printed"}, sale.in("paper"))
	told := r.run("--lang", "en", "sale", "2", "--card", "A")
	require.Contains(t, told.out, "Paid. The slip is printed.")
	require.Contains(t, told.err, "test keys")
	require.Contains(t, r.run("status").out, "已收款", "the language is the caller's own")
	require.Equal(t, 3, r.run("sale", "99999.99", "--card", "C").code)
	require.Equal(t, "primary", r.ask(0, "echo")["answered_by"])
	r.refused(2, "bad_trace", "status", "foo")
	r.refused(2, "no_card", "sale", "1", "--card", "nobody.toml")
	require.Equal(t, true, r.ask(0, "journal", "check")["sound"])
	checks := r.checks(0)
	require.Contains(t, checks["printer"]["detail"], "printed")
	require.Equal(t, "not_paid", r.ask(0, "reprint")["verdict"], "the last one was declined")
	require.Equal(t, "balanced", r.ask(0, "settle")["result"])
	r.refused(6, "held", "init")

	k.end(t)
	require.NoFileExists(t, filepath.Join(r.dir, socket.Name))
	r.agrees()
}

// TestTheCallersInput: a PIN comes from the caller's own standard input, and a card file from its own folder.
func TestTheCallersInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	k := r.start()
	k.shows(t, "消费")
	r.stdin = strings.NewReader("123456\n")
	require.Equal(t, "paid", r.ask(0, "sale", "1", "--card", "A", "--pin", "-")["verdict"])
	r.stdin = strings.NewReader("999999\n")
	require.Equal(t, "55", r.ask(3, "sale", "2", "--card", "A", "--pin", "-")["response"])
	wd := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(wd, "mine.toml"), []byte("name = \"mine\"\npan = \"6222021234567890128\"\nexpiry = \"3012\"\n"), 0o600))
	var out bytes.Buffer
	code, err := socket.Do(t.Context(), r.dir, socket.Call{
		Request: socket.Request{Args: []string{"--json", "sale", "3", "--card", "mine.toml"}, Dir: wd}, In: strings.NewReader(""), Out: &out, Err: io.Discard,
	})
	require.NoError(t, err)
	require.Contains(t, []int{0, 3}, code, out.String())
	require.Contains(t, out.String(), `"amount":"3.00"`)
	code, err = socket.Do(t.Context(), r.dir, socket.Call{
		Request: socket.Request{Args: []string{"--json", "eslip", "--format", "png"}, Dir: wd}, In: strings.NewReader(""), Out: &out, Err: io.Discard,
	})
	require.NoError(t, err)
	require.Zero(t, code, out.String())
	made, err := filepath.Glob(filepath.Join(wd, "*.png"))
	require.NoError(t, err)
	require.Len(t, made, 1, "and a file goes into the caller's folder")
	k.end(t)
}

// TestReadingDoesNotWaitForASale that is on its way.
func TestReadingDoesNotWaitForASale(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.fault("drop_response", "0200")
	k := r.start()
	k.shows(t, "消费")
	events := r.lab.Subscribe(t.Context())
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	ended := make(chan int, 1)
	go func() {
		code, _ := socket.Do(ctx, r.dir, socket.Call{
			Request: socket.Request{Args: []string{"sale", "1", "--card", "A"}}, In: strings.NewReader(""), Out: io.Discard, Err: io.Discard,
		})
		ended <- code
	}()
	waitFor(t, events, "host.decided")
	require.Equal(t, "asking", r.ask(0, "status")["verdict"])
	r.refused(6, "busy", "sale", "2", "--card", "A")
	hangUp() // Ctrl-C: what was sent is waited for, and comes to an end
	k.end(t)
	require.Contains(t, []int{4, 6}, <-ended)
	require.Len(t, r.ask(0, "balance", "--card", "A")["reversed_before"], 1)
	r.agrees()
}

// TestManyWhoSayNothingStopNobody: commands and the menu go on, and those who are sent away read why.
func TestManyWhoSayNothingStopNobody(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	k := r.start("--lang", "en")
	k.shows(t, "choose: ")
	var first net.Conn
	for range 300 {
		conn, err := net.Dial("unix", filepath.Join(r.dir, socket.Name))
		require.NoError(t, err)
		defer conn.Close()
		if first == nil {
			first = conn
		}
	}
	require.Equal(t, "paid", r.ask(0, "sale", "1", "--card", "A")["verdict"])
	require.Equal(t, "paid", r.ask(0, "status")["verdict"])
	k.key(t, "1", "4.00", "A", "123456")
	k.shows(t, "4.00")
	told, err := io.ReadAll(first)
	require.NoError(t, err)
	require.Contains(t, string(told), "posterm: no command came in time after the connection, it was ended")
	require.Contains(t, string(told), "hint: talk to the terminal")
	k.end(t)
	r.agrees()
}

// silence is an input that nobody gives.
type silence struct{}

func (silence) Read([]byte) (int, error) { return 0, socket.ErrNoInput }

// TestAPINThatNobodyTypes is to blame, and not that it was none.
func TestAPINThatNobodyTypes(t *testing.T) {
	in := &callerInput{Reader: silence{}}
	a := &app{in: in}
	wrong := errors.New("no PIN")
	require.Equal(t, wrong, a.blamed(wrong))
	_, err := card.ReadPIN(waiting{t.Context(), in})
	require.Error(t, err)
	require.Equal(t, noInput, a.blamed(err))
}

// TestAnotherConfiguration is told, not ignored.
func TestAnotherConfiguration(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	k := r.start()
	k.shows(t, "消费")
	other := filepath.Join(t.TempDir(), "other.toml")
	require.NoError(t, os.WriteFile(other, nil, 0o600))
	mine := r.config
	r.config = other
	r.refused(2, "other_config", "status")
	r.config = mine
	k.end(t)
}

// TestASocketThatWasLeft by a killed process is no door.
func TestASocketThatWasLeft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "init")
	left, err := socket.Open(r.dir, nil)
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	require.NoError(t, left.Serve(ctx, nil))
	require.NoError(t, os.WriteFile(filepath.Join(r.dir, socket.Name), nil, 0o600))
	require.Equal(t, "paid", r.sale("1")["verdict"])
	k := r.start()
	k.shows(t, "消费")
	require.Equal(t, "paid", r.ask(0, "status")["verdict"])
	k.end(t)
}
