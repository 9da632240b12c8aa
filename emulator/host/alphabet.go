package host

import (
	"posterm/comms/message"
	"posterm/comms/profile"
)

// text is a field that holds text.
type text struct {
	field        int
	signs, hanzi bool // what it may have beside letters, digits and blanks
}

// checkAlphabet: text has the characters of its type and no others, so that no control byte and no
// half of a hanzi gets from a terminal into ledgers and logs (PROTOCOL.md 2.1).
func checkAlphabet(h *Host, r *request) *decision {
	for _, t := range h.dialect.texts {
		v := r.wire.Get(t.field)
		if at := misfit(v, t.signs, t.hanzi); at >= 0 {
			return refuse("30", t.field, "byte %d of the text, %02X, stands for no character of its type", at+1, v[at])
		}
	}
	return nil
}

// misfit is where a text leaves its alphabet, -1 when it does not: letters, digits and blanks, with signs
// all printable characters, and hanzi in GBK, of two bytes.
func misfit(text string, signs, hanzi bool) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', c == ' ':
		case signs && '!' <= c && c <= '~':
		case signs && hanzi && 0x81 <= c && c <= 0xFE && i+1 < len(text) && 0x40 <= text[i+1] && text[i+1] <= 0xFE && text[i+1] != 0x7F:
			i++
		default:
			return i
		}
	}
	return -1
}

// textsOf are the fields of a profile that hold text. Tagged data is none: a PIN block under SM4 stands in it; see
// readTags.
func textsOf(spec *message.Spec) (texts []text) {
	p := spec.Profile()
	for n := 2; n <= p.Last(); n++ {
		if f := p.Field(n); f.Kind == message.Text && f.Shown != profile.Tags {
			texts = append(texts, text{n, f.Signs, p.Wire.Text == profile.GBK})
		}
	}
	return texts
}

// foreignTag finds an element of field 59 that is no text. The PIN block is none and need not be.
func (r *request) foreignTag() (message.Tag, bool) {
	for _, tag := range []message.Tag{message.TagDevice, message.TagCode, message.TagVoucher, message.TagOrder} {
		if misfit(r.tags.Get(tag), true, true) >= 0 {
			return tag, true
		}
	}
	return "", false
}
