package hosts

import (
	"posterm/comms/frame"
	"posterm/comms/message"
)

// Ways to spoil a message on its way out. They take and give a whole frame.

// badMAC changes one bit of the MAC, the last field.
func badMAC(raw []byte) []byte {
	raw[len(raw)-1] ^= 1
	return raw
}

// rewritten packs a changed message again, with the right MAC.
func (x *exam) rewritten(change func(*message.Message) *message.Message) func([]byte) []byte {
	return func(raw []byte) []byte {
		f, err := x.Profile.Frame.Decode(raw)
		if err != nil {
			return raw
		}
		m, err := x.Profile.Spec.Unpack(f.Body)
		if err != nil {
			return raw
		}
		m = change(m)
		if f.Body, err = m.Pack(); m.Has(64) {
			f.Body, err = m.Seal(x.mac.Sum)
		}
		if err != nil {
			return raw
		}
		if raw, err = x.Profile.Frame.Append(nil, f); err != nil {
			return nil
		}
		return raw
	}
}

// without leaves a field out.
func without(n int) func(*message.Message) *message.Message {
	return func(m *message.Message) *message.Message { return copied(m, m.MTI, n) }
}

// retyped changes the type.
func retyped(mti string) func(*message.Message) *message.Message {
	return func(m *message.Message) *message.Message { return copied(m, mti, 0) }
}

func copied(m *message.Message, mti string, but int) *message.Message {
	c := m.Spec().New(mti)
	for _, n := range m.Fields() {
		if n != but {
			c.Set(n, m.Get(n))
		}
	}
	return c
}

// cutShort leaves out the last bytes that the length promises.
func cutShort(raw []byte) []byte { return raw[:len(raw)-cutBytes] }

// noise is a whole frame with bytes in it that are no message, the same every time: a failure can be repeated.
func (x *exam) noise([]byte) []byte {
	body := make([]byte, noiseSize)
	for i := range body {
		body[i] = byte(i*37 + 11)
	}
	raw, err := x.Profile.Frame.Append(nil, frame.Frame{TPDU: x.Profile.TPDU, Header: x.Profile.Header, Body: body})
	if err != nil {
		return nil
	}
	return raw
}

const (
	cutBytes  = 10
	noiseSize = 64
)
