package socket

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Name is the socket's name in the data directory.
const Name = "door.sock"

// Version is that of the frames and the Request; others are refused.
const Version = 1

// The limits of a door. Chosen.
const (
	callers      = 16               // commands at once; more are told to come back
	silentLimit  = 64               // connections that have not said yet what they want; the oldest gives way to a further one
	requestLimit = 5 * time.Second  // for a caller to say what it wants
	inputLimit   = 2 * time.Minute  // for a caller to give the input that was asked for: a person types it
	outputLimit  = 10 * time.Second // for a caller to take a piece of output; then it counts as gone
	acceptPause  = 50 * time.Millisecond
)

// Refusal is why a caller is sent away.
type Refusal int

// Refusals.
const (
	Busy   Refusal = iota // too many commands at once
	Silent                // nothing was said in time; the Call is empty then, but for its outputs
)

// ErrNoInput says that a caller did not give the input that was asked for in time.
var ErrNoInput = errors.New("no input came within " + inputLimit.String())

// Request is the command line of a caller.
type Request struct {
	Version int      `json:"version"`
	Args    []string `json:"args"`
	Dir     string   `json:"dir"`    // working directory, to which relative paths belong
	Config  string   `json:"config"` // absolute path of the configuration file that was named; empty: none was
}

// Call is a command of somebody else, under way.
type Call struct {
	Request
	In       io.Reader // the caller's standard input; read only when it is wanted
	Out, Err io.Writer
}

// Handler carries a command out and gives its exit code. Its context ends when the caller
// cancels or hangs up, and when the door is closed.
type Handler func(context.Context, Call) int

// Door is an open door.
type Door struct {
	listener *net.UnixListener
	dir      string
	refuse   func(Refusal, Call) int
	room     chan struct{}
	silent   hall
	calls    sync.WaitGroup
}

// Open makes the socket. Whoever holds the journal of this directory may: a socket that is there
// already was left by a process that was killed. Whoever is sent away gets what refuse writes, and its exit code.
func Open(dir string, refuse func(Refusal, Call) int) (*Door, error) {
	d := &Door{dir: dir, refuse: refuse, room: make(chan struct{}, callers)}
	err := within(dir, func(path string) error {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
		if err != nil {
			return err
		}
		l.SetUnlinkOnClose(false) // its path is gone by then; Serve removes it
		d.listener = l
		return os.Chmod(path, 0o600)
	})
	if err != nil && d.listener != nil {
		_ = d.listener.Close()
	}
	return d, err
}

// Serve lets callers in until ctx ends, then waits for the commands under way and removes the socket.
func (d *Door) Serve(ctx context.Context, h Handler) error {
	stop := context.AfterFunc(ctx, func() { _ = d.listener.Close() })
	defer stop()
	defer d.shut()
	for {
		conn, err := d.listener.AcceptUnix()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				_ = conn.Close()
			}
			return nil
		case err != nil && fleeting(err):
			select {
			case <-ctx.Done():
			case <-time.After(acceptPause):
			}
			continue
		case err != nil:
			return err
		}
		if !sameUser(conn) {
			_ = conn.Close()
			continue
		}
		d.silent.enter(conn)
		d.calls.Go(func() { d.admit(ctx, conn, h) })
	}
}

// fleeting says of an error that the next caller may be let in again: this program, or the system, had no more files.
func fleeting(err error) bool {
	for _, e := range []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// admit hears what a caller wants, and only then gives it room among the commands.
func (d *Door) admit(ctx context.Context, conn net.Conn, h Handler) {
	defer conn.Close()
	r, err := d.hear(conn)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		serve(ctx, conn, Request{}, func(_ context.Context, c Call) int { return d.refuse(Silent, c) })
		return
	case err != nil:
		return
	}
	select {
	case d.room <- struct{}{}:
		defer func() { <-d.room }()
	default:
		h = func(_ context.Context, c Call) int { return d.refuse(Busy, c) }
	}
	serve(ctx, conn, r, h)
}

// hear reads the request of somebody in the hall. Its error is os.ErrDeadlineExceeded when none came in time.
func (d *Door) hear(conn net.Conn) (r Request, err error) {
	k, content, err := readFrame(conn)
	d.silent.leave(conn)
	switch {
	case err != nil:
		return r, err
	case k != request || json.Unmarshal(content, &r) != nil || r.Version != Version:
		return r, errFrame
	}
	return r, nil
}

func (d *Door) shut() {
	_ = d.listener.Close()
	_ = within(d.dir, os.Remove)
	d.silent.close()
	d.calls.Wait()
}

// serve carries out one command.
func serve(ctx context.Context, conn net.Conn, r Request, h Handler) {
	ctx, gone := context.WithCancel(ctx)
	defer gone()
	l := &sender{conn: conn, gone: gone}
	in := &wanted{ctx: ctx, ask: func() error { return l.send(need, nil) }, got: make(chan []byte)}
	go listen(ctx, conn, in.got, gone)
	code := h(ctx, Call{Request: r, In: in, Out: stream{l, output}, Err: stream{l, trouble}})
	_ = l.send(exit, []byte{byte(code)})
}

// listen hears the caller until it hangs up.
func listen(ctx context.Context, conn net.Conn, got chan<- []byte, gone context.CancelFunc) {
	defer gone()
	for {
		k, content, err := readFrame(conn)
		if err != nil || k != input {
			return // cancelled, hung up, or nonsense
		}
		select {
		case got <- content:
		case <-ctx.Done():
			return
		}
	}
}

// sender writes frames of several goroutines, whole.
type sender struct {
	mu   sync.Mutex
	conn net.Conn
	gone context.CancelFunc
}

func (s *sender) send(k kind, content []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.conn.SetWriteDeadline(time.Now().Add(outputLimit))
	err := writeFrame(s.conn, k, content)
	if err != nil {
		s.gone() // nobody reads: nothing more is begun for this caller
	}
	return err
}

// stream is one of the caller's outputs.
type stream struct {
	to *sender
	as kind
}

// Write sends p in frames.
func (s stream) Write(p []byte) (n int, err error) {
	for n < len(p) {
		piece := p[n:min(len(p), n+frameLimit)]
		if err := s.to.send(s.as, piece); err != nil {
			return n, err
		}
		n += len(piece)
	}
	return n, nil
}

// wanted is the caller's input, which is asked for piece by piece.
type wanted struct {
	ctx  context.Context
	ask  func() error
	got  chan []byte
	rest []byte
	end  bool
}

// Read asks the caller for more when nothing is left.
func (w *wanted) Read(p []byte) (int, error) {
	if len(w.rest) == 0 && !w.end {
		if err := w.ask(); err != nil {
			return 0, err
		}
		select {
		case w.rest = <-w.got:
			w.end = len(w.rest) == 0
		case <-time.After(inputLimit):
			return 0, ErrNoInput
		case <-w.ctx.Done():
			return 0, w.ctx.Err()
		}
	}
	if w.end {
		return 0, io.EOF
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}
