package socket

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// open serves a door in a folder of its own until the test ends.
func open(t *testing.T, h Handler) (dir string) {
	dir = t.TempDir()
	d, err := Open(dir, func(why Refusal, c Call) int {
		fmt.Fprint(c.Err, [...]string{Busy: "busy", Silent: "silent"}[why])
		return 6
	})
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Serve(ctx, h) }()
	t.Cleanup(func() { stop(); require.NoError(t, <-ended) })
	return dir
}

func TestACommandTravels(t *testing.T) {
	dir := open(t, func(_ context.Context, c Call) int {
		name, err := io.ReadAll(c.In)
		fmt.Fprintf(c.Out, "%s %s %s %v", c.Args, c.Dir, name, err)
		fmt.Fprint(c.Err, strings.Repeat("x", 3*frameLimit))
		return 5
	})
	var out, errw bytes.Buffer
	code, err := Do(t.Context(), dir, Call{Request: Request{Args: []string{"sale", "消费"}, Dir: "/home"}, In: strings.NewReader("123456\n"), Out: &out, Err: &errw})
	require.NoError(t, err)
	require.Equal(t, 5, code)
	require.Equal(t, "[sale 消费] /home 123456\n <nil>", out.String())
	require.Equal(t, 3*frameLimit, errw.Len())
}

func TestNobodyIsThere(t *testing.T) {
	_, err := Do(t.Context(), t.TempDir(), Call{})
	require.ErrorIs(t, err, ErrNobody)
	_, err = Do(t.Context(), filepath.Join(t.TempDir(), "none"), Call{})
	require.ErrorIs(t, err, ErrNobody)
	dir := t.TempDir()
	d, err := Open(dir, nil)
	require.NoError(t, err)
	require.NoError(t, d.listener.Close()) // as a process that was killed leaves it
	_, err = Do(t.Context(), dir, Call{})
	require.ErrorIs(t, err, ErrNobody)
	d, err = Open(dir, nil)
	require.NoError(t, err, "the next one takes its place")
	require.NoError(t, d.listener.Close())
}

// TestALongPath: the kernel takes 107 bytes of a socket's path.
func TestALongPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), strings.Repeat("a", 200))
	_, err := Open(dir, nil)
	require.Error(t, err, "there is no such folder")
	require.NoError(t, os.Mkdir(dir, 0o700))
	d, err := Open(dir, nil)
	require.NoError(t, err)
	conn, err := dial(t.Context(), dir)
	require.NoError(t, err)
	require.NoError(t, errors.Join(conn.Close(), d.listener.Close()))
}

// TestACallerGoesAway or cancels: the command hears of it.
func TestACallerGoesAway(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan error, 1)
	dir := open(t, func(ctx context.Context, c Call) int {
		close(begun)
		_, err := c.In.Read(make([]byte, 1))
		ended <- err
		return 4
	})
	ctx, cancel := context.WithCancel(t.Context())
	in, keys := io.Pipe()
	defer keys.Close()
	told := make(chan int, 1)
	go func() {
		code, _ := Do(ctx, dir, Call{In: in, Out: io.Discard, Err: io.Discard})
		told <- code
	}()
	<-begun
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.Equal(t, 4, <-told, "its end is still told")
}

// TestTooManyAtOnce are sent away, and the others end as they should.
func TestTooManyAtOnce(t *testing.T) {
	var inside sync.WaitGroup
	inside.Add(callers)
	full, out := make(chan struct{}), make(chan struct{})
	dir := open(t, func(context.Context, Call) int { inside.Done(); <-out; return 0 })
	codes := make(chan int, callers)
	for range callers {
		go func() {
			code, err := Do(t.Context(), dir, Call{Out: io.Discard, Err: io.Discard})
			if err != nil {
				code = -1
			}
			codes <- code
		}()
	}
	go func() { inside.Wait(); close(full) }()
	<-full
	var errw bytes.Buffer
	code, err := Do(t.Context(), dir, Call{Out: io.Discard, Err: &errw})
	require.NoError(t, err)
	require.Equal(t, 6, code)
	require.Equal(t, "busy", errw.String())
	close(out)
	for range callers {
		require.Zero(t, <-codes)
	}
}

// TestNonsenseAtTheDoor: none of it reaches a command, and the door stays open.
func TestNonsenseAtTheDoor(t *testing.T) {
	dir := open(t, func(context.Context, Call) int { return 9 })
	huge := binary.BigEndian.AppendUint32([]byte{'r'}, 1<<31)
	for name, bytes := range map[string][]byte{
		"nothing": nil, "half a head": []byte("r\x00"), "huge": huge, "another kind": []byte("i\x00\x00\x00\x00"),
		"no JSON": []byte("r\x00\x00\x00\x01{"), "another version": frameOf(request, `{"version":2,"args":["sale"]}`), "a web browser": []byte("GET / HTTP/1.1\r\n\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, within(dir, func(path string) error {
				conn, err := net.Dial("unix", path)
				require.NoError(t, err)
				defer conn.Close()
				_, err = conn.Write(bytes)
				require.NoError(t, err)
				require.NoError(t, conn.(*net.UnixConn).CloseWrite())
				_, _, err = readFrame(conn)
				require.Error(t, err, "it is not answered")
				return nil
			}))
		})
	}
	code, err := Do(t.Context(), dir, Call{Out: io.Discard, Err: io.Discard})
	require.NoError(t, err)
	require.Equal(t, 9, code)
}

func frameOf(k kind, content string) []byte {
	var b bytes.Buffer
	if err := writeFrame(&b, k, []byte(content)); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// FuzzReadFrame: whatever comes is a frame that reads back, or an error; never more memory than one frame.
func FuzzReadFrame(f *testing.F) {
	f.Add(frameOf(request, `{"version":1,"args":["echo"],"dir":"/home/pos"}`))
	f.Add(frameOf(exit, "\x00"))
	f.Add([]byte("o\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := bytes.NewReader(data)
		k, content, err := readFrame(r)
		if err != nil {
			require.True(t, errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errFrame), err)
			return
		}
		require.Equal(t, data[:len(data)-r.Len()], frameOf(k, string(content)))
	})
}
