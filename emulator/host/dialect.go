package host

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/comms/profile"
)

// dialect is the profile that terminals speak. The services know one language, the
// default profile; every message of another one is translated when it comes and when its
// answer leaves, by the names that both profiles have for it. What has no name in the
// default profile is a message that this host does not serve.
type dialect struct {
	spec   *message.Spec
	native *message.Spec
	texts  []text           // the fields of spec that hold text
	musts  map[string][]int // of a foreign profile: the fields that each of its messages must have
}

func newDialect(name string) (*dialect, error) {
	spec, err := message.ByName(name)
	if err != nil {
		return nil, err
	}
	d := &dialect{spec: spec, native: message.UnionPay(), texts: textsOf(spec), musts: map[string][]int{}}
	for name, m := range spec.Profile().Messages {
		d.musts[name] = mandatory(m)
	}
	return d, nil
}

// mandatory are the fields that a message has always.
func mandatory(m profile.Message) (must []int) {
	for _, word := range strings.Fields(m.Fields) {
		if n, err := strconv.Atoi(word); err == nil { // "2C" is there sometimes
			must = append(must, n)
		}
	}
	return must
}

// checkForeign: a message of another profile has what that says it must have. Those of the default
// profile are checked by the services, which know more.
func checkForeign(h *Host, r *request) *decision {
	if !h.dialect.foreign() {
		return nil
	}
	name, kind := h.dialect.named(r.wire)
	for _, n := range h.dialect.musts[name] {
		if !r.wire.Has(n) {
			return refuse("30", n, "missing")
		}
	}
	for _, t := range times {
		if !r.wire.Has(t.field) {
			continue
		}
		if _, err := time.Parse(t.layout, r.wire.Get(t.field)); err != nil {
			return refuse("30", t.field, "is no time %s", t.says)
		}
	}
	undone := h.dialect.spec.Profile().Messages[kind].MTI
	if was := elementsOf(r.wire.Get(90)).mti; name == reversal && was != undone {
		return refuse("30", 90, "names a message %s: what is undone was a %s", was, undone)
	}
	return nil
}

// times are fields that hold a moment, and how.
var times = []struct {
	field        int
	layout, says string
}{{7, "0102150405", "MMDDhhmmss"}, {12, "150405", "hhmmss"}, {13, "0102", "MMDD"}}

// elements are the parts of field 90 that this host looks at.
type elements struct{ mti, trace, sent string }

// elementsOf takes field 90 apart: message type 4, trace 6, time of sending 10. What is too
// short has none.
func elementsOf(v string) elements {
	const trace, sent, end = 4, 10, 20
	if len(v) < end {
		return elements{}
	}
	return elements{v[:trace], v[trace:sent], v[sent:end]}
}

// where says in which field of the message that came stands what the services call field n.
func (d *dialect) where(n int) int {
	if !d.foreign() {
		return n
	}
	switch n {
	case 25, 62, 63, 64:
		return 3 // what is done stands in the processing code alone
	case 61:
		return 90
	}
	return n
}

func (d *dialect) foreign() bool { return d.spec != d.native }

func (d *dialect) frame() frame.Format { return d.spec.Profile().Frame }

// reversal is what profiles call the message that undoes another one.
const reversal = "reversal"

// Of the fields with the same number in all profiles, these need a translation.
var translated = []int{3, 25, 60, 61, 62, 63, 64, 70, 90}

// request translates a message that came.
func (d *dialect) request(wire *message.Message) *message.Message {
	if !d.foreign() {
		return wire
	}
	name, kind := d.named(wire)
	like := d.native.Profile().Messages[kind]
	m := d.native.New(wire.MTI)
	if name != "" {
		m.MTI = d.native.Profile().Messages[name].MTI
	}
	for _, n := range wire.Fields() {
		if !slices.Contains(translated, n) && d.native.KindOf(n) != message.Unknown {
			m.Set(n, wire.Get(n))
		}
	}
	set := func(n int, v string) {
		if v != "" {
			m.Set(n, v)
		}
	}
	set(3, or(like.Processing, wire.Get(3)))
	set(25, like.Condition)
	if f, err := wire.Private(); err == nil {
		m.Set(60, message.Field60{Type: or(like.Type, "00"), Batch: f.Batch, Network: or(like.Network, "000")}.String())
		set(61, namedIn(wire.Get(90), f.Batch))
	}
	if like.MTI == "0800" || like.MTI == "0820" {
		set(63, fmt.Sprintf("%-3s", d.native.Profile().Terminal.Operator))
	}
	if like.MTI == "0220" {
		set(63, "000") // as refunds have it here
	}
	return m
}

func or(v, otherwise string) string {
	if v == "" {
		return otherwise
	}
	return v
}

// namedIn makes field 61 of field 90: the trace, or the day of an original that has no trace
// number there.
func namedIn(v, batch string) string {
	e := elementsOf(v)
	if e.trace == "" {
		return ""
	}
	f := message.Field61{Batch: batch, Trace: e.trace}
	if f.Trace == noNumber {
		f.Batch, f.Date = noNumber, e.sent[:len("MMDD")]
	}
	return f.String()
}

// named finds the name of a message and that of its kind: they differ in a reversal,
// which has the processing code of what it undoes.
func (d *dialect) named(wire *message.Message) (name, kind string) {
	p := d.spec.Profile()
	like := profile.Message{MTI: wire.MTI, Processing: wire.Get(3), Condition: wire.Get(25), Network: wire.Get(70)}
	name, _ = p.Find(like)
	if name != reversal {
		return name, name
	}
	for _, kind = range p.Names() {
		if m := p.Messages[kind]; kind != reversal && m.Processing == like.Processing && m.Processing != "" {
			return name, kind
		}
	}
	return name, ""
}

// answer translates an answer that leaves: what its profile has of it, and what is
// repeated of the request.
func (d *dialect) answer(wire, native *message.Message) *message.Message {
	if !d.foreign() {
		return native
	}
	m := d.spec.New(replyMTI(wire.MTI))
	for _, n := range d.spec.Profile().Carries {
		switch {
		case n == 60:
			if f, err := native.Private(); err == nil {
				m.Set(60, d.spec.Join60(f))
			}
		case native.Has(n) && !slices.Contains(translated, n):
			m.Set(n, native.Get(n))
		case wire.Has(n):
			m.Set(n, wire.Get(n))
		}
	}
	return m
}
