// Package profile is how acquirers want their messages, as data: one TOML file per
// acquirer, built into the program. A profile says how frames are delimited and
// addressed, how numbers and lengths are written, which fields there are, what each
// kind of message carries, and what an answer must repeat.
//
// Another acquirer is another file in this folder. Another kind of message is a few
// lines in a file, and one function in package comms if a field of it has a source
// that no field had before.
//
// The package knows neither transactions nor messages: comms builds requests from a
// profile, comms/message encodes fields by it, the lab's host speaks it.
package profile

import (
	"embed"
	"fmt"
	"slices"

	"posterm/comms/frame"
	"posterm/internal/strict"
	"posterm/txn"
)

// Profile is one acquirer's interface. It is shared: nobody changes it.
type Profile struct {
	Name     string    // "unionpay", the value of host.profile
	Words    txn.Words // for people
	Frame    frame.Format
	TPDU     frame.TPDU   // of requests; zero when frames are bare
	Header   frame.Header // of requests; zero when frames are bare
	Wire     Wire
	Security Security
	Terminal Terminal
	Match    []int // fields that an answer repeats when its request had them (RULES.md 2.1)
	Carries  []int // fields that an answer may have; field 64 follows from MAC
	Limits   Limits
	Parts    map[int][]Part // sub-fields of fields that are digits
	Fields   []Field        // by number; the zero Field where there is none
	Messages map[string]Message
}

// Wire is how values are written.
type Wire struct {
	MTI     Code // BCD or ASCII
	Bitmap  Code // Binary: 8 bytes, 16 with the second bitmap. Hex: as many hex digits
	Numbers Code // of fields n and z: BCD or ASCII
	Lengths Code // before variable fields: BCD (LL is 1 byte, LLL 2) or ASCII (2, 3)
	Bytes   Code // of fields b: Raw or Hex
	Text    Code // what a host's texts are in: GBK or ASCII
}

// Code is one way to write something.
type Code string

// The codes.
const (
	BCD    Code = "bcd"
	ASCII  Code = "ascii"
	Binary Code = "binary"
	Hex    Code = "hex"
	Raw    Code = "raw"
	GBK    Code = "gbk"
)

// Security is how messages and PINs are protected.
type Security struct {
	MAC       bool   // messages about money have field 64, under the session's key
	Form      string // field 60.3 of a sign-in that brings keys; "" when none does
	MaxPIN    string // field 26, with a PIN only
	WithPIN   string // field 53 with a PIN
	WithTrack string // field 53 with a track and no PIN
}

// Terminal is what the terminal says about itself when nobody says otherwise.
type Terminal struct {
	Capability string // fields 60.4 and 60.5 of a financial request
	Currency   string // field 49
	Operator   string // field 63
}

// Limits are the acquirer's; 0 where it has no such transactions.
type Limits struct {
	CompletionPercent int // of a hold that may be completed
	CompletionDays    int // after the hold
	RefundDays        int // after the original
}

// Part is a sub-field of a numeric field.
type Part struct {
	Name  string // "batch"
	Width int    // digits
}

// Message is what one kind of message looks like.
type Message struct {
	MTI        string // four digits
	Processing string // field 3
	Condition  string // field 25
	Type       string // field 60.1
	Network    string // field 60.3, or field 70
	MAC        bool   // the request has field 64, and so must its answer
	ByDay      bool   // field 61 names the original by its day alone
	Fields     string // "2C 3 4": 2 when there is one, 3 and 4 always
}

//go:embed *.toml
var files embed.FS

// Default is the profile of a terminal that is told nothing.
const Default = "unionpay"

var shelf = strict.NewShelf(files, Default, Parse)

// Names lists the built-in profiles, the default first.
func Names() []string { return shelf.Names() }

// ByName is the built-in profile of that name. The error names those there are.
func ByName(name string) (*Profile, error) {
	p, known, err := shelf.ByName(name)
	if !known {
		return nil, fmt.Errorf("unknown host profile %q: there are %q", name, Names())
	}
	return p, err
}

// Last is the highest field number.
func (p *Profile) Last() int { return len(p.Fields) - 1 }

// Field is field n, the zero Field when the profile does not have it.
func (p *Profile) Field(n int) Field {
	if n < 0 || n >= len(p.Fields) {
		return Field{}
	}
	return p.Fields[n]
}

// Find names the message that looks like this: by its type, its processing code, its
// condition code, fields 60.1 and 60.3 or 70, as far as the profile gives them.
func (p *Profile) Find(like Message) (string, bool) {
	for _, name := range p.Names() {
		m := p.Messages[name]
		if m.MTI == like.MTI && (m.Processing == "" || m.Processing == like.Processing) && m.Condition == like.Condition &&
			m.Type == like.Type && (m.Network == "" || m.Network == like.Network) {
			return name, true
		}
	}
	return "", false
}

// Names are those of the messages, in the order of the alphabet.
func (p *Profile) Names() []string {
	names := make([]string, 0, len(p.Messages))
	for name := range p.Messages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
