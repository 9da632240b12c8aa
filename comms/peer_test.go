package comms

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/txn"
)

// Test keys and cards only.
const (
	testPAN   = txn.PAN("6222021234567890128")
	testTrack = txn.Track2(testPAN + "=30122011234567890")
)

func sealer(t testing.TB) *keys.Sealer {
	t.Helper()
	return sealerOf(t, keys.UnionPayECB, "DAB36167E6DFB5EF")
}

func sealerOf(t testing.TB, alg keys.Algorithm, key string) *keys.Sealer {
	t.Helper()
	mak, err := keys.ParseKey(key)
	require.NoError(t, err)
	s, err := keys.NewSealer(alg, mak)
	require.NoError(t, err)
	return s
}

// sale is a swiped sale of 12.34 yuan with PIN.
func sale() Request {
	return Request{
		Kind: txn.Sale, Trace: 12, Batch: 1, Amount: 1234,
		Terminal: "00010001", Merchant: "104512541110001",
		PAN: testPAN, Expiry: "3012", Track2: testTrack, Entry: txn.Swipe,
		PINBlock: "\x0A\x76\x6E\x54\x60\xEE\xD5\xFA",
	}
}

// peer is a small host: it has read one request and can answer it.
type peer struct {
	t       testing.TB
	conn    net.Conn
	frame   frame.Frame
	request *message.Message
	sealer  *keys.Sealer
}

// answer is a matching approval of the request, not yet sealed.
func (p *peer) answer() *message.Message {
	m := message.New(answerType(p.request.MTI))
	for _, n := range p.request.Fields() {
		switch n {
		case 3, 4, 11, 25, 41, 42, 49, 60:
			m.Set(n, p.request.Get(n))
		}
	}
	m.Set(12, "201503")
	m.Set(13, "1121")
	m.Set(37, "000000000017")
	m.Set(39, "00")
	return m
}

// frameOf is a message on its way back, sealed when it is given a sealer.
func (p *peer) frameOf(m *message.Message, s *keys.Sealer) []byte {
	f := frame.Frame{TPDU: p.frame.TPDU.Reply(), Header: p.frame.Header}
	var err error
	if s == nil {
		f.Body, err = m.Pack()
	} else {
		f.Body, err = m.Seal(s.Sum)
	}
	require.NoError(p.t, err)
	raw, err := f.Append(nil)
	require.NoError(p.t, err)
	return raw
}

// send writes bytes; it reports false when the terminal has hung up, which is its
// right.
func (p *peer) send(raw []byte) bool {
	_, err := p.conn.Write(raw)
	return err == nil
}

func (p *peer) approve() { p.send(p.frameOf(p.answer(), p.sealer)) }

// hold keeps the connection open until the terminal closes it.
func (p *peer) hold() { _, _ = io.Copy(io.Discard, p.conn) }

// link is a Link whose every connection leads to the script. The test ends when
// all scripts have.
func link(t testing.TB, script func(*peer)) *Link { return linkTo(t, UnionPay, sealer(t), script) }

// linkTo is a link under a profile, to a host that has this key.
func linkTo(t testing.TB, profile Profile, key *keys.Sealer, script func(*peer)) *Link {
	var running sync.WaitGroup
	t.Cleanup(running.Wait)
	dial := func(context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		running.Go(func() {
			defer far.Close()
			f, err := frame.Read(far)
			if err != nil {
				return
			}
			m, err := message.Unpack(f.Body)
			require.NoError(t, err)
			script(&peer{t, far, f, m, key})
		})
		return near, nil
	}
	return &Link{Dial: dial, Profile: profile}
}

// ask runs one exchange in a bubble and says how long it took.
func ask(t *testing.T, r Request, script func(*peer)) (a Answer, took time.Duration, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		a, err = link(t, script).Exchange(t.Context(), r, sealer(t))
		took = time.Since(start)
	})
	return a, took, err
}

// requestOf is what a request looks like on the wire, with its frame.
func requestOf(t *testing.T, r Request) (m *message.Message, f frame.Frame) {
	t.Helper()
	_, _, err := ask(t, r, func(p *peer) {
		m, f = p.request, p.frame
		p.send(p.frameOf(p.answer(), sealedIf(p.request.Has(64), p.sealer)))
	})
	require.NoError(t, err)
	return m, f
}

func sealedIf(condition bool, s *keys.Sealer) *keys.Sealer {
	if condition {
		return s
	}
	return nil
}

// framesIn are the readable frames at the start of a stream of bytes.
func framesIn(stream []byte) (all []frame.Frame) {
	r := bytes.NewReader(stream)
	for {
		f, err := frame.Read(r)
		if err != nil {
			return all
		}
		all = append(all, f)
	}
}
