package main

import (
	"bytes"
	"io"
	"net"
	"sync"

	"posterm/comms/frame"
	"posterm/comms/message"
)

// wire stands in a line and keeps what passes, in memory: what passes to the host is
// where a card number and a PIN block belong.
type wire struct {
	listener net.Listener
	to       string
	work     sync.WaitGroup
	mu       sync.Mutex
	passed   []*bytes.Buffer // one direction of one connection each
}

func openWire(to string) (*wire, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &wire{listener: listener, to: to}
	w.work.Go(w.serve)
	return w, nil
}

func (w *wire) address() string { return w.listener.Addr().String() }

func (w *wire) serve() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.to)
		if err != nil {
			_ = near.Close()
			continue
		}
		w.work.Go(func() { w.pass(far, near) })
		w.work.Go(func() { w.pass(near, far) })
	}
}

// pass copies one direction until it ends, and ends the other.
func (w *wire) pass(to, from net.Conn) {
	kept := &bytes.Buffer{}
	_, _ = io.Copy(to, io.TeeReader(from, kept)) // a line that breaks is part of the story
	_, _ = to.Close(), from.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.passed = append(w.passed, kept)
}

// close ends the wire; both ends must have gone before.
func (w *wire) close() {
	_ = w.listener.Close()
	w.work.Wait()
}

func (w *wire) bytes() (all []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.passed {
		all = append(all, one.Bytes()...)
	}
	return all
}

// fields gives a field of all messages of a type that have it.
func (w *wire) fields(mti string, field int) (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.passed {
		for left := bytes.NewReader(one.Bytes()); ; {
			f, err := frame.Read(left)
			if err != nil {
				break
			}
			if m, err := message.Unpack(f.Body); err == nil && m.MTI == mti && m.Has(field) {
				all = append(all, m.Get(field))
			}
		}
	}
	return all
}
