package terminals

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
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/conformance"
	"posterm/emulator/host"
	"posterm/txn"
)

// TestSecrets: a PIN block that is not encrypted, a PIN in a text, a masked track.
func TestSecrets(t *testing.T) {
	accounts := []host.Account{{PAN: "6222020000031234", PIN: "4711"}}
	clear, err := keys.PINBlock("4711", "6222020000031234")
	require.NoError(t, err)
	bare, err := keys.PINBlock("4711", "")
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		mti    string
		fields map[int]string
		says   string
	}{
		"good":                    {"0200", map[int]string{35: "6222020000031234=3012", 52: "\x91\x92\x93\x94\x95\x96\x97\x98"}, ""},
		"a block in clear":        {"0200", map[int]string{2: "6222020000031234", 52: string(clear[:])}, "PIN in clear"},
		"without card in clear":   {"0200", map[int]string{2: "6222020000031234", 52: string(bare[:])}, "PIN in clear"},
		"in a text":               {"0200", map[int]string{2: "6222020000031234", 63: "01 4711"}, "field 63"},
		"in a reversal":           {"0400", map[int]string{2: "6222020000031234", 52: "\x91\x92\x93\x94\x95\x96\x97\x98"}, "carries a PIN"},
		"a track without its end": {"0200", map[int]string{35: "6222020000031234"}, "not whole"},
		"a track with zeros":      {"0200", map[int]string{35: "6222020000001234=3012"}, "masked"},
	} {
		t.Run(name, func(t *testing.T) {
			m := message.New(tt.mti)
			m.Set(11, "000001")
			for n, v := range tt.fields {
				m.Set(n, v)
			}
			err := discreet(m, accounts)
			if tt.says == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, tt.says)
		})
	}
}

// TestCommand: what the command is told, and what its end means.
func TestCommand(t *testing.T) {
	var out bytes.Buffer
	c := Command{Line: `echo "{do} {amount} {trace} $POSLAB_DO $POSLAB_AMOUNT $POSLAB_TRACE $POSLAB_HOST"; exit 4`, Env: []string{"POSLAB_HOST=h:1"}, Out: &out}
	require.NoError(t, c.Do(t.Context(), Action{Do: Sale, Amount: 1234}), "a terminal may say what it likes by its exit code")
	require.NoError(t, c.Do(t.Context(), Action{Do: Void, Trace: "000007"}))
	require.Equal(t, "sale 12.34  sale 12.34  h:1\nvoid  000007 void  000007 h:1\n", out.String())

	require.ErrorIs(t, Command{Line: filepath.Join(t.TempDir(), "none"), Out: io.Discard}.Do(t.Context(), Action{}), errNoCommand)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, Command{Line: "exec cat", Out: io.Discard}.Do(ended, Action{}), errOverstayed)
}

// TestOperator: Enter, s, nothing in time, nobody there.
func TestOperator(t *testing.T) {
	in, keyed := io.Pipe()
	var screen bytes.Buffer
	o := NewOperator(in, &screen, txn.English)
	go func() { _, _ = keyed.Write([]byte("\ns\n")) }()
	require.NoError(t, o.Do(t.Context(), sale(1234)))
	require.Contains(t, screen.String(), "make a sale of 12.34")
	require.ErrorIs(t, o.Do(t.Context(), balance), errCannot)

	past, cancel := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancel()
	require.ErrorIs(t, o.Do(past, balance), errOverstayed)
	require.NoError(t, keyed.Close())
	require.ErrorIs(t, o.Do(t.Context(), balance), errGone)
}

// TestWhatCannotBeRun is told before a terminal is asked for anything.
func TestWhatCannotBeRun(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, err = Run(t.Context(), Options{Listen: l, Choice: conformance.Choice{Only: []string{"nothing"}}})
	require.ErrorContains(t, err, `no case is called "nothing"`)
	_, err = l.Accept()
	require.ErrorIs(t, err, net.ErrClosed)
}

// TestATerminalThatDoesNothing cannot be judged, and one that cannot be made to act neither.
func TestATerminalThatDoesNothing(t *testing.T) {
	for name, err := range map[string]error{"does nothing": nil, "cannot": os.ErrPermission} {
		t.Run(name, func(t *testing.T) {
			l, listening := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, listening)
			r, ran := Run(t.Context(), Options{Listen: l, Choice: conformance.Choice{Only: []string{"sale", "traces-unique"}}, Driver: DriverFunc(func(context.Context, Action) error { return err })})
			require.NoError(t, ran)
			require.Equal(t, conformance.ExitUnclear, r.Exit())
			require.Equal(t, 2, r.Count(conformance.Inconclusive))
		})
	}
}

// TestStopped: who ends an examination in the middle of an action is told that, and nothing is said of the terminal.
func TestStopped(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, stop := context.WithCancelCause(t.Context())
	r, err := Run(ctx, Options{Listen: l, Choice: conformance.Choice{Only: []string{"=sale"}}, Driver: DriverFunc(func(context.Context, Action) error {
		stop(errors.New("enough"))
		return errOverstayed
	})})
	require.NoError(t, err)
	require.Equal(t, "stopped: enough", r.Results[0].Why.EN)
}

// TestDocumented: docs/conformance.md has every case, as it is.
func TestDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/conformance.md")
	require.NoError(t, err)
	var table strings.Builder
	require.NoError(t, conformance.WriteTable(&table, Cases()))
	require.Contains(t, string(page), table.String(), "the table of terminals should be:\n"+table.String())
}
