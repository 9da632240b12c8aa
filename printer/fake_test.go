package printer

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/receipt"
	"posterm/txn"
)

// fake is a small printer on a net.Pipe: it takes commands apart, answers the
// real-time ones at once and the others in order, and can be hurt between any two lines.
type fake struct {
	mu          sync.Mutex
	conn        net.Conn // the open line, nil: none
	refuse      bool     // nobody can connect
	silent      bool     // answers nothing at all
	noID        bool     // does not know GS ( H
	noGSr       bool     // does not know GS r
	wrongID     bool     // answers GS ( H with another id
	blocks      bool     // takes no bytes while the paper is out, as over USB
	stopAt      int      // paper ends when so many lines are printed; 0: never
	deaf        bool     // takes no bytes
	deafAfter   bool     // becomes deaf at the first byte that is no question
	losesEnd    bool     // loses the next slip from the middle of its GS ( H on, which waits for its rest
	cut         bool     // waits for it, and answers questions meanwhile
	deafAsked   bool     // becomes deaf once it has answered a whole look
	bits        [5]byte  // answers to DLE EOT 1 to 4
	offlineOnce bool     // well again after the next question
	asb         bool     // automatic status is on
	reported    [5]byte  // bits, as they were last told by themselves
	held        bool     // off-line: nothing that waits in the buffer happens
	buffer      [][]byte // commands and lines that wait
	lines       int
	cuts        int
	text        []byte
	paper       strings.Builder // text, cuts and accidents in the order of the paper
	rest        []byte
	wake        chan struct{}
	answered    []string // process ids that were answered
	told        []byte   // arguments of DLE ENQ
}

var well = [5]byte{0, 0x12, 0x12, 0x12, 0x12}

func newFake() *fake { return &fake{bits: well, wake: make(chan struct{})} }

func (f *fake) dial(context.Context) (Port, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse {
		return nil, errors.New("connection refused")
	}
	near, far := net.Pipe()
	f.conn, f.rest = far, nil
	go f.serve(far)
	return near, nil
}

func (f *fake) serve(conn io.ReadWriteCloser) {
	defer conn.Close()
	buf := make([]byte, 64)
	for {
		f.mu.Lock()
		deaf, wake := f.deaf, f.wake
		f.mu.Unlock()
		if deaf {
			<-wake
			continue
		}
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		f.take(conn, buf[:n])
	}
}

// do changes the printer from a test.
func (f *fake) do(change func()) {
	conn, out := f.changed(change)
	say(conn, out)
}

// changed lets go of the printer also when the change ends the test. What is said
// is said outside the lock: the other end of the pipe may be slow to take it.
func (f *fake) changed(change func()) (io.Writer, []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
	out := f.run()
	close(f.wake)
	f.wake = make(chan struct{})
	if f.silent || f.conn == nil {
		return nil, nil
	}
	return f.conn, out
}

// say sends what the printer has to say; an empty line is no answer.
func say(conn io.Writer, out []byte) {
	if conn != nil && len(out) > 0 {
		conn.Write(out)
	}
}

func (f *fake) take(conn io.Writer, p []byte) {
	f.mu.Lock()
	var out []byte
	for f.cut && len(p) > 2 && p[0] == 0x10 {
		out, p = append(out, f.bits[p[2]]), p[3:]
	}
	f.cut = f.cut && len(p) == 0
	f.rest = append(f.rest, p...)
	for {
		n := commandLength(f.rest)
		if n == 0 || n > len(f.rest) {
			break
		}
		command := f.rest[:n:n]
		if f.losesEnd && n == 11 && command[1] == '(' && command[7] != barrierMark {
			f.losesEnd, f.cut, f.rest = false, true, command[:2]
			break
		}
		f.rest = f.rest[n:]
		if command[0] == 0x10 && command[1] == 0x05 {
			f.told = append(f.told, command[2])
			continue
		}
		if command[0] == 0x10 {
			out = append(out, f.bits[command[2]])
			if f.deafAsked && command[2] == 4 {
				f.deaf, f.deafAsked = true, false
			}
			if f.offlineOnce {
				f.bits, f.offlineOnce = well, false
			}
			continue
		}
		f.buffer = append(f.buffer, command)
		f.deaf, f.deafAfter = f.deaf || f.deafAfter, false
		out = append(out, f.run()...)
	}
	if f.silent {
		out = nil
	}
	f.mu.Unlock()
	say(conn, out)
}

// run does what waits in the buffer, and gives the answers.
func (f *fake) run() (out []byte) {
	for len(f.buffer) > 0 && !f.held {
		c := f.buffer[0]
		f.buffer = f.buffer[1:]
		switch {
		case c[0] == 0x1D && c[1] == '(' && c[2] == 'H' && !f.noID:
			id := string(c[7:11])
			if f.wrongID {
				id = "zzzz"
			}
			f.answered = append(f.answered, id)
			out = append(out, "\x37\x22"+id+"\x00"...)
		case c[0] == 0x1D && c[1] == 'r' && !f.noGSr:
			out = append(out, 0)
		case c[0] == 0x1D && c[1] == 'a':
			f.asb, f.reported = c[2] != 0, [5]byte{}
		case c[0] == 0x1D && c[1] == 'v':
			f.paper.WriteString("|dots|")
		case c[0] == 0x1D && c[1] == 'V':
			f.cuts++
			f.paper.WriteString("|cut|")
		case c[0] == '\n':
			f.lines++
			if f.lines == f.stopAt {
				f.paperOut()
			}
		case c[0] >= 0x20:
			f.text = append(f.text, c...)
			f.paper.Write(c)
		}
	}
	return append(out, f.report()...)
}

// report is the automatic status, when it is on and something changed.
func (f *fake) report() []byte {
	if !f.asb || f.bits == f.reported {
		return nil
	}
	f.reported = f.bits
	block := []byte{0x10, 0, 0, 0}
	if f.bits[1]&0x08 != 0 {
		block[0] |= 0x08
	}
	if f.bits[2]&0x04 != 0 {
		block[0] |= 0x20
	}
	if f.bits[2]&0x08 != 0 {
		block[0] |= 0x40
	}
	if f.bits[3]&0x40 != 0 {
		block[1] |= 0x40
	}
	if f.bits[4]&0x60 != 0 {
		block[2] = 0x0C
	}
	return block
}

func (f *fake) paperOut() {
	f.held, f.bits, f.deaf = true, [5]byte{0, 0x1A, 0x32, 0x12, 0x72}, f.deaf || f.blocks
	f.paper.WriteString("|end|")
}

// hangUp breaks the line.
func (f *fake) hangUp() {
	if f.conn != nil {
		f.conn.Close()
	}
}
func (f *fake) load() { f.held, f.bits, f.deaf = false, well, f.deaf && !f.blocks }

// powerCycle forgets everything, like a printer on a serial line: nobody is told.
func (f *fake) powerCycle() {
	f.buffer, f.rest, f.held, f.bits, f.silent, f.asb = nil, nil, false, well, false, false
}

// commandLength is how long the command at the beginning is; 0: not known yet.
func commandLength(p []byte) int {
	switch {
	case len(p) == 0:
		return 0
	case p[0] == 0x10:
		return 3
	case p[0] != 0x1B && p[0] != 0x1C && p[0] != 0x1D:
		return 1
	case len(p) < 2:
		return 0
	case p[0] == 0x1B && p[1] == '@', p[0] == 0x1C:
		return 2
	case p[0] == 0x1D && p[1] == '(':
		if len(p) < 5 {
			return 0
		}
		return 5 + int(p[3]) + 256*int(p[4])
	case p[0] == 0x1D && p[1] == 'V':
		return 4
	case p[0] == 0x1D && p[1] == 'v':
		if len(p) < 8 {
			return 0
		}
		return 8 + (int(p[4])+256*int(p[5]))*(int(p[6])+256*int(p[7]))
	case p[0] == 0x1B && p[1] == '7':
		return 5
	}
	return 3
}

// rig is a driver on a fake.
type rig struct {
	*fake
	*Printer
	t *testing.T
}

func newRig(t *testing.T, f *fake, known ...uint64) rig {
	p, err := Open(Config{Dial: f.dial, Nonce: 7, Known: known, Log: zerolog.Nop()})
	require.NoError(t, err)
	t.Cleanup(func() { p.Close() })
	return rig{f, p, t}
}

// want reads the next events. A driver that says nothing for an hour of the bubble's
// clock will not say it at all.
func (r rig) want(events ...Event) {
	r.t.Helper()
	for _, e := range events {
		select {
		case got := <-r.Events():
			require.Equal(r.t, e, got)
		case <-time.After(time.Hour):
			require.FailNow(r.t, "the driver says nothing", "want %T%+v", e, e)
		}
	}
}

func (r rig) print(job uint64) {
	r.t.Helper()
	require.NoError(r.t, r.Print(Job{job, testSlip()}))
}

func testSlip() receipt.Slip {
	return receipt.Slip{Lines: []receipt.Line{
		{Text: "签购单", Align: receipt.Center, Big: true},
		{Text: "金额", Right: "RMB 12.34"},
		{Rule: true},
		{Text: "thank you"},
	}}
}

// theSlip is how the text of testSlip arrives.
func theSlip(t *testing.T) []byte {
	f := newFake()
	b, err := Render(testSlip(), Style{})
	require.NoError(t, err)
	f.take(nil, b)
	return f.text
}

var readyPrinted = Ready{txn.GradePrinted}

// stopReading makes the printer answer one more look and then take no
// byte more, as one whose flow control holds the line.
func (f *fake) stopReading() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.deafAfter = true
}

// pass lets time go by on the bubble's clock.
func pass(d time.Duration) { <-time.After(d) }
