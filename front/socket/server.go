package socket

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// Name is the socket's name in the data directory.
const Name = "door.sock"

// Version is that of the frames and the Request; others are refused.
const Version = 1

// The limits of a door. Chosen.
const (
	callers      = 16               // commands at once; more are told to come back
	requestLimit = 5 * time.Second  // for a caller to say what it wants
	outputLimit  = 10 * time.Second // for a caller to take a piece of output; then it counts as gone
)

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
	busy     func(Call) int // answers those who are too many
	room     chan struct{}
	calls    sync.WaitGroup
}

// Open makes the socket. Whoever holds the journal of this directory may: a socket that is there
// already was left by a process that was killed.
func Open(dir string, busy func(Call) int) (*Door, error) {
	d := &Door{dir: dir, busy: busy, room: make(chan struct{}, callers)}
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
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		if !sameUser(conn) {
			_ = conn.Close()
			continue
		}
		d.calls.Go(func() { d.admit(ctx, conn, h) })
	}
}

func (d *Door) admit(ctx context.Context, conn net.Conn, h Handler) {
	select {
	case d.room <- struct{}{}:
		defer func() { <-d.room }()
		serve(ctx, conn, h)
	default:
		serve(ctx, conn, func(_ context.Context, c Call) int { return d.busy(c) })
	}
}

func (d *Door) shut() {
	_ = d.listener.Close()
	_ = within(d.dir, os.Remove)
	d.calls.Wait()
}

// serve carries out one command.
func serve(ctx context.Context, conn net.Conn, h Handler) {
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(requestLimit))
	k, content, err := readFrame(conn)
	if err != nil || k != request {
		return
	}
	var r Request
	if json.Unmarshal(content, &r) != nil || r.Version != Version {
		return
	}
	_ = conn.SetReadDeadline(time.Time{})
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
