package command

import (
	"bytes"
	"io"
	"net"
	"sync"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/message"
)

// tap stands in the line to the host and keeps what passes.
type tap struct {
	mu       sync.Mutex
	messages []*message.Message
}

// tapped puts a tap between terminal and host; other keys may be changed with it.
func (r *rig) tapped(changes ...settings) *tap {
	r.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(r, err)
	var work sync.WaitGroup
	r.Cleanup(func() {
		_ = listener.Close()
		work.Wait()
	})
	tap := &tap{}
	work.Go(func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", r.lab.Addresses().Host)
			if err != nil {
				_ = near.Close()
				continue
			}
			work.Go(func() { tap.copy(far, near) })
			work.Go(func() { tap.copy(near, far) })
		}
	})
	r.configure(append(changes, settings{"host.primary": quoted(listener.Addr().String())})...)
	return tap
}

// copy passes one direction on, then reads what it was.
func (p *tap) copy(to, from net.Conn) {
	var all bytes.Buffer
	_, _ = io.Copy(to, io.TeeReader(from, &all))
	_ = to.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		f, err := frame.Read(&all)
		if err != nil {
			return
		}
		if m, err := message.Unpack(f.Body); err == nil {
			p.messages = append(p.messages, m)
		}
	}
}

// fields gives a field of all messages of a type that have it.
func (p *tap) fields(mti string, field int) (all []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.messages {
		if m.MTI == mti && m.Has(field) {
			all = append(all, m.Get(field))
		}
	}
	return all
}
