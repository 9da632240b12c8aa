package socket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"
)

// ErrNobody says that no terminal listens at this directory: the command is to be carried out here.
var ErrNobody = errors.New("no terminal runs here")

// ErrCut says that the running terminal ended before the command did. What was done stands in the journal.
var ErrCut = errors.New("the running terminal ended in the middle of the command")

// dialLimit is for a terminal to answer the door. Chosen: it is on the same machine.
const dialLimit = 5 * time.Second

// Do has a command carried out by the terminal that runs in a directory, and gives its exit code.
// When ctx ends, the command is cancelled and its end is waited for. Errors: ErrNobody, before
// anything was done; ErrCut; what broke.
func Do(ctx context.Context, dir string, call Call) (code int, err error) {
	conn, err := dial(ctx, dir)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	call.Version = Version
	text, err := json.Marshal(call.Request)
	if err == nil {
		err = writeFrame(conn, request, text)
	}
	if err != nil {
		return 0, fmt.Errorf("talk to the running terminal: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = writeFrame(conn, cancel, nil) })
	defer stop()
	return hear(conn, call)
}

func dial(ctx context.Context, dir string) (conn net.Conn, err error) {
	err = within(dir, func(path string) error {
		d := net.Dialer{Timeout: dialLimit}
		conn, err = d.DialContext(ctx, "unix", path)
		return err
	})
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
		return nil, ErrNobody
	}
	return conn, err
}

// hear passes on what the terminal says until the exit code comes.
func hear(conn net.Conn, call Call) (code int, err error) {
	for {
		k, content, err := readFrame(conn)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", ErrCut, err)
		}
		switch k {
		case output:
			_, _ = call.Out.Write(content) // who does not read changes nothing for the money
		case trouble:
			_, _ = call.Err.Write(content)
		case need:
			go feed(conn, call.In) // a read of a terminal cannot be ended
		case exit:
			if len(content) != 1 {
				return 0, errFrame
			}
			return int(content[0]), nil
		default:
			return 0, errFrame
		}
	}
}

// feed sends one piece of input; nothing at its end.
func feed(conn net.Conn, in io.Reader) {
	piece := make([]byte, 4<<10)
	n := 0
	for err := error(nil); n == 0 && err == nil; {
		n, err = in.Read(piece)
	}
	_ = writeFrame(conn, input, piece[:n])
}
