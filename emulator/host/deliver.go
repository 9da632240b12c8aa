package host

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"posterm/comms/message"
	"posterm/txn"
)

// garbageSize is how many random bytes stand in for an answer.
const garbageSize = 64

// sendWhole is what happens without a fault.
func sendWhole(c *conversation, a answer, f Fault) error {
	raw, err := a.bytes()
	if err != nil {
		return fmt.Errorf("answer to %s: %w", a.request.msg.MTI, err)
	}
	if err := c.send(a.request.key, raw, f.Name); err != nil {
		return err
	}
	e := c.host.with(Event{Type: Answered, Conn: c.id, Response: txn.Code(a.msg.Get(39))}, a.wire())
	c.host.tell(e.about(a.request))
	return nil
}

func dropResponse(*conversation, answer, Fault) error { return nil }

func closeNow(*conversation, answer, Fault) error { return errOnPurpose }

func delayResponse(c *conversation, a answer, f Fault) error {
	if err := c.pause(delay(f.Value)); err != nil {
		return err
	}
	return sendWhole(c, a, f)
}

func duplicateResponse(c *conversation, a answer, f Fault) error {
	if err := sendWhole(c, a, f); err != nil {
		return err
	}
	return sendWhole(c, a, f)
}

func lateResponse(c *conversation, a answer, _ Fault) error {
	raw, err := a.bytes()
	if err == nil {
		c.host.late.put(a.request.key.Terminal, letter{c.id, a.request.key, raw})
	}
	return err
}

// wrongTrace answers for the trace number after the one asked about.
func wrongTrace(c *conversation, a answer, f Fault) error {
	n, err := txn.ParseNumber(a.msg.Get(11))
	if err == nil {
		a.msg.Set(11, txn.Trace(n).Next().String())
	}
	return sendWhole(c, a, f)
}

// wrongAmount answers for one fen more.
func wrongAmount(c *conversation, a answer, f Fault) error {
	a.msg.Set(4, (a.request.amount + 1).Digits12())
	return sendWhole(c, a, f)
}

// wrongTerminal changes the last character of the terminal number.
func wrongTerminal(c *conversation, a answer, f Fault) error {
	if id := []byte(a.msg.Get(41)); len(id) > 0 {
		id[len(id)-1] ^= 1
		a.msg.Set(41, string(id))
	}
	return sendWhole(c, a, f)
}

// wrongTotals finds one fen more of domestic debit in a settlement than there is, so that
// the totals are unbalanced. Other messages with field 48 are answered as they should be.
func wrongTotals(c *conversation, a answer, f Fault) error {
	if t, err := message.ParseTotals(a.msg.Get(48)); err == nil {
		t.Domestic.Debit.Amount++
		t.Domestic.Result = txn.Unbalanced
		if v, err := t.Pack(); err == nil {
			a.msg.Set(48, v)
		}
	}
	return sendWhole(c, a, f)
}

func badMAC(c *conversation, a answer, f Fault) error {
	a.badMAC = true
	return sendWhole(c, a, f)
}

func halfFrame(c *conversation, a answer, _ Fault) error {
	raw, err := a.bytes()
	if err != nil {
		return err
	}
	raw = c.wrap(raw)
	if err := c.write(raw[:len(raw)/2]); err != nil {
		return err
	}
	return errOnPurpose
}

func garbage(c *conversation, _ answer, _ Fault) error {
	c.host.mu.Lock()
	dice := c.host.dice()
	c.host.mu.Unlock()
	var raw []byte
	for len(raw) < garbageSize {
		raw = binary.BigEndian.AppendUint64(raw, dice.Uint64())
	}
	if err := c.write(raw); err != nil {
		return err
	}
	return errOnPurpose
}

func slowBytes(c *conversation, a answer, f Fault) error {
	raw, err := a.bytes()
	if err != nil {
		return err
	}
	c.sent(a.request.key, raw, f.Name)
	raw = c.wrap(raw)
	for i := range raw {
		if err := c.pause(delay(f.Value)); err != nil {
			return err
		}
		if err := c.write(raw[i : i+1]); err != nil {
			return err
		}
	}
	return nil
}

// httpStatus answers by a status alone, as a gateway does that lost its host. Where
// there is no HTTP the connection is closed.
func httpStatus(c *conversation, _ answer, f Fault) error {
	p, ok := c.envelope.(*post)
	if !ok {
		return errOnPurpose
	}
	status, _ := strconv.Atoi(f.Value) // checkStatus has passed it
	return c.write(p.response(status, nil))
}
