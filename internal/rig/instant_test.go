package rig

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/printer"
)

// instantHost answers every request at once with an approval, without sockets and
// without a ledger. It keeps the requests, so that its own cost can be measured
// apart.
type instantHost struct {
	block string // field 62 of a sign-in
	mac   *keys.Sealer
	asked [][]byte
}

func newInstantHost(t testing.TB) *instantHost {
	key := func(s string) keys.Key {
		raw, err := hex.DecodeString(s)
		require.NoError(t, err)
		return raw
	}
	master, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	w := keys.Working{PIK: key("6BABB0BFD9544AF7D50DEAEA7A23E38F"), MAK: key("DAB36167E6DFB5EF")}
	block, err := w.Seal(keys.FormDouble, keys.UnionPayECB, master)
	require.NoError(t, err)
	mac, err := keys.NewSealer(keys.UnionPayECB, w.MAK)
	require.NoError(t, err)
	return &instantHost{block: string(block), mac: mac}
}

// dial gives a connection on which the answer to what is written can be read.
func (h *instantHost) dial(context.Context) (net.Conn, error) { return &instantConn{host: h}, nil }

// answer approves a request.
func (h *instantHost) answer(request []byte) ([]byte, error) {
	f, err := frame.Decode(request)
	if err != nil {
		return nil, err
	}
	asked, err := message.Unpack(f.Body)
	if err != nil {
		return nil, err
	}
	m := message.New(asked.MTI[:2] + "10")
	for _, n := range []int{3, 4, 11, 25, 41, 42, 49, 60} {
		if asked.Has(n) {
			m.Set(n, asked.Get(n))
		}
	}
	m.Set(12, "201503")
	m.Set(13, "1121")
	m.Set(37, "000000000017")
	m.Set(39, "00")
	signIn := strings.HasPrefix(asked.MTI, "08")
	if signIn {
		m.Set(62, h.block)
		f.Body, err = m.Pack()
	} else {
		f.Body, err = m.Seal(h.mac.Sum)
	}
	if err != nil {
		return nil, err
	}
	f.TPDU = f.TPDU.Reply()
	return f.Append(nil)
}

type instantConn struct {
	host  *instantHost
	reply bytes.Reader
}

func (c *instantConn) Write(p []byte) (int, error) {
	c.host.asked = append(c.host.asked, bytes.Clone(p))
	answer, err := c.host.answer(p)
	c.reply.Reset(answer)
	return len(p), err
}

func (c *instantConn) Read(p []byte) (int, error)       { return c.reply.Read(p) }
func (c *instantConn) Close() error                     { return nil }
func (c *instantConn) LocalAddr() net.Addr              { return nil }
func (c *instantConn) RemoteAddr() net.Addr             { return nil }
func (c *instantConn) SetDeadline(time.Time) error      { return nil }
func (c *instantConn) SetReadDeadline(time.Time) error  { return nil }
func (c *instantConn) SetWriteDeadline(time.Time) error { return nil }

// instantPrinter takes everything, is always well, and has printed before it is asked.
type instantPrinter struct {
	replies chan []byte
	rest    []byte
	closed  chan struct{}
	once    sync.Once
}

func dialInstantPrinter(context.Context) (printer.Port, error) {
	return &instantPrinter{replies: make(chan []byte, 16), closed: make(chan struct{})}, nil
}

// Write answers a question for the status, and the process id and paper status at
// the end of anything else: 1D 28 48 06 00 30 30 id 1D 72 01.
func (p *instantPrinter) Write(data []byte) (int, error) {
	if bytes.HasPrefix(data, []byte{0x10, 0x04}) {
		p.replies <- []byte{0x12}
		return len(data), nil
	}
	id := data[len(data)-7 : len(data)-3]
	p.replies <- append(append([]byte{0x37, 0x22}, id...), 0, 0)
	return len(data), nil
}

func (p *instantPrinter) Read(data []byte) (int, error) {
	if len(p.rest) == 0 {
		select {
		case p.rest = <-p.replies:
		case <-p.closed:
			return 0, io.EOF
		}
	}
	n := copy(data, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *instantPrinter) Close() error                     { p.once.Do(func() { close(p.closed) }); return nil }
func (p *instantPrinter) SetReadDeadline(time.Time) error  { return nil }
func (p *instantPrinter) SetWriteDeadline(time.Time) error { return nil }
