package host

import (
	"posterm/comms/keys"
	"posterm/comms/message"
)

// readPIN finds the PIN block: in field 52, or under SM4 in tag A1 of field 59
// (PROTOCOL.md 2.9).
func readPIN(_ *Host, r *request) *decision {
	block := r.tags.Get(message.TagPINBlock)
	switch {
	case !r.tags.Has(message.TagPINBlock):
		r.pin = r.msg.Get(52)
	case r.msg.Has(52):
		return refuse("30", 59, "a PIN block in field 52 and another in tag A1")
	case len(block) != keys.SM4BlockSize:
		return refuse("30", 59, "tag A1 has %d bytes, a PIN block under SM4 has %d", len(block), keys.SM4BlockSize)
	default:
		r.pin = block
	}
	return nil
}

// pinField is where the PIN block came, or would come.
func (r *request) pinField() int {
	if len(r.pin) == keys.SM4BlockSize {
		return 59
	}
	return 52
}
