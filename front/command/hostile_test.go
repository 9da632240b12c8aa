package command

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/card"
	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
)

// liar is an acquirer that signs what it likes: it stands before the lab's host, changes
// the answers to sales and seals them with the right key.
type liar struct {
	change map[int]string // fields of a 0210
	mac    *keys.Sealer
}

// deceived puts a liar between terminal and host.
func (r *rig) deceived(change map[int]string) {
	r.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r, err)
	done := make(chan struct{})
	r.Cleanup(func() {
		_ = listener.Close()
		<-done
	})
	l := &liar{change: change}
	go func() {
		defer close(done)
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", r.lab.Addresses().Host)
			if err == nil {
				go func() { _, _ = io.Copy(far, near); _ = far.Close() }()
				l.pass(near, far)
				_ = far.Close()
			}
			_ = near.Close()
		}
	}()
	r.configure(settings{"host.primary": quoted(listener.Addr().String())})
}

// pass brings the host's answers to the terminal, changed.
func (l *liar) pass(to, from net.Conn) {
	for {
		f, err := frame.Read(from)
		if err != nil {
			return
		}
		m, err := message.Unpack(f.Body)
		if err != nil {
			return
		}
		if m.MTI == "0810" && m.Has(62) {
			l.learn(m.Get(62))
		}
		if m.MTI == "0210" && l.mac != nil {
			for n, v := range l.change {
				m.Set(n, v)
			}
			if f.Body, err = m.Seal(l.mac.Sum); err != nil {
				return
			}
		}
		if frame.Write(to, f) != nil {
			return
		}
	}
}

func (l *liar) learn(block string) {
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return
	}
	if working, err := keys.Open(keys.FormDouble, keys.UnionPayECB, master, []byte(block)); err == nil {
		l.mac, _ = keys.NewSealer(keys.UnionPayECB, working.MAK)
	}
}

// TestHostileTexts: a host whose MAC is right says what would forge a log line, move a
// terminal's cursor, command the printer, or write the card number down. Nothing of it
// gets anywhere.
func TestHostileTexts(t *testing.T) {
	t.Parallel()
	number := card.Builtin()[0].Card.PAN.Digits()
	for name, change := range map[string]map[int]string{
		"log lines": {63: "CUP\n{\"level\":\"error\",\"message\":\"forged\"}\r\n"},
		"a screen":  {63: "CUP\x1b[2J\x1b]0;title\x07\x9b31m\x00\x7f"},
		"a printer": {63: "CUP\x1b@\x1d!\x11APPROVED\x1dV\x00\x10\x14\x01", 44: "\x1b@\x1dV\x00\x1cp\x01\x00  \x1bp\x00\x10\x10     "},
		"a number":  {63: "CUPcard " + number + " or " + number[:4] + " " + number[4:8] + " " + number[8:12] + " " + number[12:], 44: number + "      "},
		"a decline": {63: "CUP\x1b@\n" + number, 39: "51"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.deceived(change)
			log := filepath.Join(filepath.Dir(r.config), "posterm.log")
			for _, args := range [][]string{{"--json"}, {"--log-level", "debug"}, {"--log-level", "debug", "--log-file", log, "--json"}} {
				res := r.run(append(args, "sale", "1.00", "--card", "A")...)
				require.Contains(t, []int{0, 3}, res.code, res.out+res.err)
				honest(t, res.err)
			}
			for _, command := range []string{"status", "details --screen", "journal list", "journal show 2", "journal export", "reprint", "--json status"} {
				honest(t, r.run(strings.Fields(command)...).err)
			}
			honest(t, string(r.files()[log]))
			for _, b := range r.said.String() {
				require.True(t, b == '\n' || b >= ' ' && b != 0x7f && b != 0x9b, "%q", b)
			}
			for _, slip := range r.lab.Printer.Slips() {
				require.NotContains(t, slip.Text, "APPROVED ", "in letters of another size")
			}
			require.Empty(t, r.lab.Printer.Unsupported())
			if change[39] == "" {
				require.Len(t, r.lab.Printer.Slips(), 2*3+1, "nothing was cut that we did not cut")
				for _, slip := range r.lab.Printer.Slips() {
					require.True(t, slip.Complete)
				}
			}
		}) // the rig looks for the card number in everything there is
	}
}

// honest wants every line that is a log line to be one of ours.
func honest(t *testing.T, text string) {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "{") {
			require.NotContains(t, lines.Text(), `"level"`)
			continue
		}
		var line map[string]any
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line), lines.Text())
		require.NotEqual(t, "forged", line["message"])
		require.Contains(t, line, "time")
	}
}
