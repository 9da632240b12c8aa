package hosts

import (
	"fmt"

	"posterm/comms/frame"
	"posterm/comms/message"
)

// spoil is one thing that is done to a message on its way out.
type spoil struct {
	says   string                        // what is done, for the evidence
	change func(frame.Frame) frame.Frame // nil: none
	cut    int                           // how many bytes that the length promises never come
}

// asItIs leaves a message alone.
var asItIs spoil

// badMAC changes one bit of the MAC, the last field.
var badMAC = spoil{says: "the last bit of the MAC is wrong", change: func(f frame.Frame) frame.Frame {
	f.Body = append([]byte(nil), f.Body...)
	f.Body[len(f.Body)-1] ^= 1
	return f
}}

// rewritten packs a changed message again, with the right MAC. What cannot be packed stays as it is.
func (x *exam) rewritten(says string, change func(*message.Message) *message.Message) spoil {
	return spoil{says: says, change: func(f frame.Frame) frame.Frame {
		m, err := x.Profile.Spec.Unpack(f.Body)
		if err != nil {
			return f
		}
		m = change(m)
		body, err := m.Pack()
		if m.Has(64) {
			body, err = m.Seal(x.mac.Sum)
		}
		if err == nil {
			f.Body = body
		}
		return f
	}}
}

// without leaves a field out.
func (x *exam) without(n int) spoil {
	return x.rewritten(fmt.Sprintf("field %d is missing, the MAC is right", n), func(m *message.Message) *message.Message { return copied(m, m.MTI, n) })
}

// retyped changes the type.
func (x *exam) retyped(mti string) spoil {
	return x.rewritten("its type is "+mti+", the MAC is right", func(m *message.Message) *message.Message { return copied(m, mti, 0) })
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
var cutShort = spoil{says: fmt.Sprintf("its last %d bytes never come", cutBytes), cut: cutBytes}

// noise is a whole frame with bytes in it that are no message, the same every time: a failure can be repeated.
var noise = spoil{says: "bytes that are no message, in a frame of the right length", change: func(f frame.Frame) frame.Frame {
	f.Body = make([]byte, noiseSize)
	for i := range f.Body {
		f.Body[i] = byte(i*37 + 11)
	}
	return f
}}

const (
	cutBytes  = 10
	noiseSize = 64
)
