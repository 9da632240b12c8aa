package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"posterm/emulator"
	"posterm/emulator/client"
	"posterm/emulator/link"
	"posterm/front/command"
	"posterm/front/socket"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal"
	"posterm/txn"
)

// opening is when every story in memory begins: a Saturday evening in a shop.
var opening = time.Date(2026, 11, 21, 20, 15, 0, 0, txn.Beijing)

// inBubble runs a function in a world whose time is virtual: it stands still while anything can go on, and leaps to the
// next moment for which somebody waits. Package testing gives bubbles only to tests, and takes an empty one for one
// (decision 0028).
func inBubble(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the story's world did not end: %v", r)
		}
	}()
	synctest.Test(new(testing.T), func(*testing.T) {
		time.Sleep(time.Until(opening))
		f()
	})
	return nil
}

// inMemory builds a world in memory. It must be called in a bubble.
func inMemory(ctx context.Context, t *Telling, seed uint64) (w *world, err error) {
	network := &link.Memory{}
	w = newWorld(network, t.lang)
	turn := make(chan struct{}, 1) // one goroutine at a time may wait for the others
	w.settle = func() {
		turn <- struct{}{}
		synctest.Wait()
		<-turn
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if w.dir, err = os.MkdirTemp("", "posterm-story-"); err != nil {
		return w, err
	}
	o, err := t.lab.options(seed)
	if err != nil {
		return w, err
	}
	o.Network, o.Admin = network, "127.0.0.1:0"
	o.OnEvent = func(e emulator.Event) {
		data, _ := json.Marshal(e.Data) // our events can be written
		w.heard(client.Event{Type: e.Type, Data: data})
	}
	lab, err := emulator.Start(context.WithoutCancel(ctx), o)
	if err != nil {
		return w, err
	}
	w.closers = append(w.closers, lab.Close)
	at := lab.Addresses()
	w.lab = client.New(at.Admin, network)
	if err := w.furnish(ctx, t, at); err != nil {
		return w, err
	}
	w.till = newMemoryTill(w)
	return w, nil
}

// memoryTill is the board's program in this process, between a network in memory and a journal on the disk.
type memoryTill struct {
	w      *world
	offset atomic.Int64 // of its clock
	mu     sync.Mutex
	run    *memoryRun // nil: it has no power
	loners map[string]bool
}

func newMemoryTill(w *world) *memoryTill { return &memoryTill{w: w, loners: map[string]bool{}} }

// memoryRun is one power-on of it.
type memoryRun struct {
	lines  chan string
	closed chan struct{} // the input ends
	door   chan socket.Handler
	ended  chan struct{}
	stop   context.CancelFunc
	exit   int
	errors bytes.Buffer
	carry  socket.Handler
}

// edges are where the program meets the world.
func (m *memoryTill) edges() command.Edges {
	dial := func(ctx context.Context, address string) (net.Conn, error) {
		if m.w.dark.Load() {
			return nil, errDark
		}
		return m.w.network.Dial(ctx, address)
	}
	return command.Edges{
		Now:      func() time.Time { return time.Now().Add(time.Duration(m.offset.Load())) },
		DialHost: dial,
		DialPrinter: func(ctx context.Context) (printer.Port, error) {
			return dial(ctx, m.w.printerLine.Address())
		},
		DialNotify:   func(ctx context.Context, _, address string) (net.Conn, error) { return dial(ctx, address) },
		OpenCustomer: faced{m.w}.open,
		Roll:         func(r terminal.Roll) terminal.Roll { return watchedRoll{r, m.w} },
	}
}

func (m *memoryTill) program(in io.Reader, out, errw io.Writer) command.Program {
	return command.Program{In: in, Out: out, Err: errw, Getenv: func(string) string { return "" }, Edges: m.edges()}
}

func (m *memoryTill) arguments(args []string) []string {
	return slices.Concat([]string{"--config", m.w.config(), "--data", m.w.data()}, args)
}

func (m *memoryTill) start(ctx context.Context) error {
	r := &memoryRun{lines: make(chan string), closed: make(chan struct{}), door: make(chan socket.Handler, 1), ended: make(chan struct{})}
	ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	p := m.program(r, &m.w.screen, &r.errors)
	p.Edges.Door = func(carry socket.Handler) { r.door <- carry }
	go func() {
		defer close(r.ended)
		r.exit = p.Run(ctx, m.arguments([]string{"run", "--plain"}))
		m.w.happened()
	}()
	select {
	case r.carry = <-r.door:
	case <-r.ended:
		return fmt.Errorf("posterm run ended with exit %d: %s", r.exit, strings.TrimSpace(r.errors.String()))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.run = r
	return nil
}

// Read gives the menu one line when it asks for one.
func (r *memoryRun) Read(p []byte) (int, error) {
	select {
	case line := <-r.lines:
		return copy(p, line), nil
	case <-r.closed:
		return 0, io.EOF
	}
}

func (m *memoryTill) now() *memoryRun {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.run
}

// stop: without order the terminal is told to end like one in order, but everything it touches is gone already.
func (m *memoryTill) stop(bool) error {
	r := m.now()
	if r == nil {
		return nil
	}
	r.stop()
	<-r.ended
	close(r.closed)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.run = nil
	return nil
}

// typed hands a line over byte by byte, as the menu reads it.
func (m *memoryTill) typed(line string) error {
	r := m.now()
	if r == nil {
		return errDark
	}
	for _, b := range []byte(line + "\n") {
		select {
		case r.lines <- string([]byte{b}):
		case <-r.ended:
			return fmt.Errorf("posterm run ended with exit %d", r.exit)
		}
	}
	return nil
}

// command goes by the door of a terminal that runs, and alone where none does or none is needed.
func (m *memoryTill) command(ctx context.Context, args []string) result {
	var out, errw bytes.Buffer
	done := result{args: args}
	if r := m.now(); r != nil && !m.alone(args) {
		done.exit = r.carry(ctx, socket.Call{
			Request: socket.Request{Args: args, Dir: m.w.dir, Config: m.w.config()}, In: strings.NewReader(""), Out: &out, Err: &errw,
		})
	} else {
		done.exit = m.program(strings.NewReader(""), &out, &errw).Run(ctx, m.arguments(args))
	}
	done.out, done.err = out.String(), errw.String()
	return done
}

// alone says whether a command needs no terminal that runs. It is remembered: to find out costs more than most commands.
func (m *memoryTill) alone(args []string) bool {
	line := strings.Join(args, " ")
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.loners[line]; !known {
		m.loners[line] = command.Alone(args)
	}
	return m.loners[line]
}

func (m *memoryTill) moveClock(d time.Duration) error {
	m.offset.Add(int64(d))
	return nil
}

// watchedRoll tells of commits, and takes none once the power is cut.
type watchedRoll struct {
	terminal.Roll
	w *world
}

// Commit is where a power cut that waits for a row strikes.
func (r watchedRoll) Commit(rows []roll.Row, seal *journal.Seal) error {
	has := func(name string) bool {
		return slices.ContainsFunc(rows, func(row roll.Row) bool { return row.What.String() == name })
	}
	if r.w.dark.Load() || r.w.spring(func(t trigger) bool { return t.before != "" && has(t.before) }) {
		return errDark
	}
	if r.w.noRoom(has) {
		return fmt.Errorf("commit: %w", journal.ErrFull)
	}
	err := r.Roll.Commit(rows, seal)
	if err == nil {
		r.w.spring(func(t trigger) bool { return t.after != "" && has(t.after) })
	}
	r.w.happened()
	return err
}

// rowNames are the names of the journal's rows.
func rowNames() (names []string) {
	for w := roll.Provisioned; ; w++ {
		name := w.String()
		if strings.Contains(name, "(") {
			return names
		}
		names = append(names, name)
	}
}

// configFile is the terminal's configuration, with what the story says about it.
func (w *world) configFile(t *Telling, at emulator.Addresses) error {
	lines := []string{
		fmt.Sprintf("lang = %q", t.lang), fmt.Sprintf("host.primary = %q", w.hostLine.Address()),
	}
	if !strings.Contains(t.words, printerPort+" = ") {
		lines = append(lines, fmt.Sprintf("%s = %q", printerPort, "tcp://"+w.printerLine.Address()))
	}
	if at.Backup != "" {
		lines = append(lines, fmt.Sprintf("host.backup = %q", at.Backup))
	}
	if t.lab.profile != "" {
		lines = append(lines, fmt.Sprintf("host.profile = %q", t.lab.profile))
	}
	if t.lab.wrapper != "" {
		lines = append(lines, fmt.Sprintf("host.wrapper = %q", t.lab.wrapper))
	}
	if w.receiver != nil {
		secret := filepath.Join(w.dir, "secret")
		if err := os.WriteFile(secret, []byte(w.receiver.secret+"\n"), 0o600); err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("notify.url = %q", w.receiver.url), fmt.Sprintf("notify.secret_file = %q", secret))
	}
	return os.WriteFile(w.config(), []byte(strings.Join(lines, "\n")+"\n"+t.words), 0o600)
}
