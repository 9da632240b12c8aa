package hosts

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/emulator/link"
	"posterm/txn"
)

// crook stands before the lab's host and makes a wrong one of it. It knows the keys, so that what it changes is sealed again.
type crook struct {
	network link.Network
	to      string
	request func(*crook, *message.Message)                 // may change a request; may be nil
	answer  func(c *crook, asked, answer *message.Message) // may change an answer; may be nil
	seals   bool                                           // requests are sealed again whatever their MAC was
	dies    bool                                           // of bytes that are no message
	chokes  bool                                           // has one connection at a time, and dies of a message that is cut short
	twice   bool                                           // every answer is sent twice

	mu    sync.Mutex
	mac   *keys.Sealer
	seen  map[string]int // traces of sales and reversals
	fresh int            // traces of its own
	extra txn.Fen        // money that the card seems to have besides
	dead  bool
}

func (c *crook) serve(ctx context.Context, l net.Listener) {
	var all sync.WaitGroup
	defer all.Wait()
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		near, err := l.Accept()
		if err != nil {
			return
		}
		if c.chokes {
			c.carry(ctx, near)
			continue
		}
		all.Go(func() { c.carry(ctx, near) })
	}
}

// carry takes one connection to the host.
func (c *crook) carry(ctx context.Context, near net.Conn) {
	defer near.Close()
	stop := context.AfterFunc(ctx, func() { _ = near.Close() })
	defer stop()
	far, err := c.network.Dial(ctx, c.to)
	if err != nil {
		return
	}
	defer far.Close()
	for {
		f, err := frame.Read(near)
		c.gone(c.chokes && errors.Is(err, io.ErrUnexpectedEOF))
		asked, unreadable := message.Unpack(f.Body)
		if err != nil || c.gone(unreadable != nil && c.dies) {
			return
		}
		if unreadable != nil {
			_ = frame.Format{}.Write(far, f) // let the host say what it says to that
		} else if f.Body, err = c.out(asked, f.Body); err == nil {
			err = frame.Format{}.Write(far, f)
		}
		if err != nil {
			return
		}
		back, err := frame.Read(far)
		if err != nil {
			return
		}
		if answer, err := message.Unpack(back.Body); err == nil && unreadable == nil {
			back.Body = c.in(asked, answer, back.Body)
		}
		for n := range 2 {
			if n > 0 && !c.twice {
				break
			}
			if (frame.Format{}).Write(near, back) != nil {
				return
			}
		}
	}
}

// gone says whether the host died, now or before.
func (c *crook) gone(now bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dead = c.dead || now
	return c.dead
}

// out is a request on its way to the host.
func (c *crook) out(asked *message.Message, body []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.request == nil && !c.seals {
		return body, nil
	}
	input, mac, sealed := message.MACInput(body)
	wrong := sealed && c.mac != nil && !c.mac.Verify(input, mac)
	changed := copied(asked, asked.MTI, 0)
	if c.request != nil {
		c.request(c, changed)
	}
	if wrong && !c.seals {
		return body, nil
	}
	return c.sealed(changed)
}

// in is an answer on its way back. A sign-in brings the keys.
func (c *crook) in(asked, answer *message.Message, body []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answer.MTI == "0810" && answer.Has(62) {
		tmk, _ := keys.ParseKey(keys.TestTMK)
		if w, err := keys.Open(keys.FormDouble, keys.UnionPayECB, tmk, []byte(answer.Get(62))); err == nil {
			c.mac, _ = keys.NewSealer(keys.UnionPayECB, w.MAK)
		}
	}
	if c.answer == nil {
		return body
	}
	c.answer(c, asked, answer)
	if changed, err := c.sealed(answer); err == nil {
		return changed
	}
	return body
}

func (c *crook) sealed(m *message.Message) ([]byte, error) {
	if m.Has(64) && c.mac != nil {
		return m.Seal(c.mac.Sum)
	}
	return m.Pack()
}
