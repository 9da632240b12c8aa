package comms

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/comms/message"
	"posterm/comms/profile"
	"posterm/txn"
)

// Profile is how one acquirer wants its messages, as package profile read it from its
// file: what requests are made of.
type Profile struct {
	Name       string
	Spec       *message.Spec
	Frame      frame.Format
	TPDU       frame.TPDU
	Header     frame.Header
	Form       keys.Form // field 60.3 of a sign-in, and the layout of its key block; "": it brings no keys
	Capability string    // fields 60.4 and 60.5 of a financial request
	MaxPIN     string    // field 26, with a PIN only
	WithPIN    string    // field 53 with a PIN; its second digit follows the form, see Under
	WithTrack  string    // field 53 with a track and no PIN
	Currency   string    // field 49
	Operator   string    // field 63 when the request names nobody
	Matched    []int     // fields that an answer repeats where the request had them
	Limits     profile.Limits
	Requests   map[txn.Kind]Layout
	Others     map[txn.Message]Layout // messages that are neither a request nor a reversal
	// ReversalType, ReversalFields and ReversalMAC replace those of the original's layout;
	// everything else of a reversal is the original's (PROTOCOL.md 4.7).
	ReversalType   string
	ReversalFields Fields
	ReversalMAC    bool
	// Strange are messages in the file that this release has no use for.
	Strange []string
}

// Layout is one kind's request.
type Layout struct {
	MTI        string
	Processing string // field 3
	Condition  string // field 25
	Type       string // field 60.1
	Network    string // field 60.3
	Fields     Fields
	MAC        bool // the request has field 64, and so must its answer
	ByDay      bool // field 61 names the original by its day alone
}

// Fields lists what a message carries, in the notation of the field tables: "4"
// must be there, "35C" is there when the request has it.
type Fields string

// entry is one field of a list.
type entry struct {
	field    int
	required bool
}

func (f Fields) entries() ([]entry, error) {
	var list []entry
	for word := range strings.FieldsSeq(string(f)) {
		number, conditional := strings.CutSuffix(word, "C")
		n, err := strconv.Atoi(number)
		if err != nil || values[n] == nil {
			return nil, fmt.Errorf("field list: %q has no value", word)
		}
		list = append(list, entry{n, !conditional})
	}
	return list, nil
}

// UnionPay is the default profile (PROTOCOL.md 11).
var UnionPay = mustProfile(profile.Default)

func mustProfile(name string) Profile {
	p, err := ProfileByName(name)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return p
}

// ProfileByName finds a profile by the value of the configuration key
// host.profile.
func ProfileByName(name string) (Profile, error) {
	file, err := profile.ByName(name)
	if err != nil {
		return Profile{}, err
	}
	spec, err := message.ByName(name)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{
		Name: file.Name, Spec: spec, Frame: file.Frame, TPDU: file.TPDU, Header: file.Header, Form: keys.Form(file.Security.Form),
		Capability: file.Terminal.Capability, MaxPIN: file.Security.MaxPIN, WithPIN: file.Security.WithPIN, WithTrack: file.Security.WithTrack,
		Currency: file.Terminal.Currency, Operator: file.Terminal.Operator, Matched: file.Match, Limits: file.Limits,
		Requests: map[txn.Kind]Layout{}, Others: map[txn.Message]Layout{},
	}
	for _, name := range slices.Sorted(maps.Keys(file.Messages)) {
		p.place(name, file.Messages[name])
	}
	return p, nil
}

// Offers says whether the profile has messages for a kind.
func (p Profile) Offers(k txn.Kind) bool {
	_, has := p.Requests[k]
	return has
}

// place puts a message where its name belongs: a kind's request, the reversal, or another
// message of a transaction.
func (p *Profile) place(name string, m profile.Message) {
	l := Layout{m.MTI, m.Processing, m.Condition, m.Type, m.Network, Fields(m.Fields), m.MAC, m.ByDay}
	var kind txn.Kind
	var other txn.Message
	switch {
	case kind.UnmarshalText([]byte(name)) == nil:
		p.Requests[kind] = l
	case other.UnmarshalText([]byte(name)) != nil:
		p.Strange = append(p.Strange, name)
	case other == txn.Reversal:
		p.ReversalType, p.ReversalFields, p.ReversalMAC = l.MTI, l.Fields, l.MAC
	default:
		p.Others[other] = l
	}
}

// layout is what the message for a request looks like.
func (p *Profile) layout(r *Request) (Layout, error) {
	if l, other := p.Others[r.As]; other {
		return l, nil
	}
	l, known := p.Requests[r.Kind]
	switch {
	case !known:
		return Layout{}, fmt.Errorf("profile %s has no message for %q", p.Name, r.Kind)
	case r.As == txn.Request:
		return l, nil
	case r.As != txn.Reversal:
		return Layout{}, fmt.Errorf("profile %s has no %s", p.Name, r.As)
	case !r.Kind.Reversible():
		return Layout{}, fmt.Errorf("%w: %s", errNoReversal, r.Kind)
	}
	l.MTI, l.Fields, l.MAC = p.ReversalType, p.ReversalFields, p.ReversalMAC
	return l, nil
}
