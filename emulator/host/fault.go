package host

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"posterm/txn"
)

// Limits of the queue of faults.
const (
	faultLimit      = 1000  // faults waiting at a time
	faultCountLimit = 10000 // uses of one fault
	delayLimit      = time.Hour
)

// ErrFault marks every fault that was refused; the text says why and what is valid.
var ErrFault = errors.New("bad fault")

// Fault is one thing the host does wrong on purpose. Faults wait in a queue; a
// message uses up the first one that matches it.
type Fault struct {
	Name  string `json:"fault"`
	Count int    `json:"count,omitempty"` // uses left; 0 when added means 1
	Match Match  `json:"match"`
	// Value: a duration for delay_response ("35s", the default) and slow_bytes
	// ("100ms"), a response code for decline ("51") and unknown_code ("ZZ"), a status
	// for http_status ("502").
	Value string `json:"value,omitempty"`
}

// Match says which requests a fault is for; what is empty matches all.
type Match struct {
	MTI string `json:"mti,omitempty"`
	F3  string `json:"f3,omitempty"`
	// Kind tells apart what has the same MTI and field 3: "complete", "qr_sale". Reversals
	// are of the kind of their original.
	Kind string `json:"kind,omitempty"`
	// Network is field 60.3: "202" is a batch end, "201" a settlement or a batch list.
	Network string `json:"network,omitempty"`
	// Door is where the connection came in: "primary" or "backup".
	Door string `json:"door,omitempty"`
}

// String says it in words: "mti 0200, kind sale"; "any message" when all is empty.
func (want Match) String() string {
	var words []string
	for _, m := range [][2]string{{"mti", want.MTI}, {"f3", want.F3}, {"kind", want.Kind}, {"network", want.Network}, {"door", want.Door}} {
		if m[1] != "" {
			words = append(words, m[0]+" "+m[1])
		}
	}
	return cmp.Or(strings.Join(words, ", "), "any message")
}

// check refuses what no request can be.
func (want Match) check() error {
	wrong := func(member, value, right string) error {
		return fmt.Errorf("%w: match: %s %q: want %s", ErrFault, member, value, right)
	}
	switch {
	case want.Door != "" && want.Door != DoorPrimary && want.Door != DoorBackup:
		return wrong("door", want.Door, DoorPrimary+" or "+DoorBackup)
	case !digitsOf(want.MTI, 4):
		return wrong("mti", want.MTI, "4 digits, such as 0200")
	case !digitsOf(want.F3, 6):
		return wrong("f3", want.F3, "6 digits, such as 000000")
	case !digitsOf(want.Network, 3):
		return wrong("network", want.Network, "3 digits, such as 202")
	case want.Kind != "" && new(txn.Kind).UnmarshalText([]byte(want.Kind)) != nil:
		var names []string
		for _, k := range txn.Kinds() {
			names = append(names, k.String())
		}
		return wrong("kind", want.Kind, "one of "+strings.Join(names, ", "))
	}
	return nil
}

// moment is when a fault strikes.
type moment uint8

const (
	atAccept moment = iota // before anything was read
	before                 // the request is read and not processed
	instead                // the answer is the fault's, no money moves
	after                  // decided; only the answer suffers
)

// faultKind is one row of the table of faults.
type faultKind struct {
	name   string
	moment moment
	// needs is a field the request must have, else the fault waits for another
	// one: a wrong MAC on an answer without MAC would be used up unseen.
	needs int
	value string // default; empty: takes none
	check func(value string) error
	do    func(*conversation, answer, Fault) error // after: sends the answer, or what is left of it
}

// faultKinds is the whole list, in the order of the interface's document.
var faultKinds = []faultKind{
	{name: "drop_request", moment: before},
	{name: "drop_response", moment: after, do: dropResponse},
	{name: "delay_response", moment: after, value: "35s", check: checkDelay, do: delayResponse},
	{name: "duplicate_response", moment: after, do: duplicateResponse},
	{name: "late_response", moment: after, do: lateResponse},
	{name: "wrong_trace", moment: after, do: wrongTrace},
	{name: "wrong_amount", moment: after, needs: 4, do: wrongAmount},
	{name: "wrong_terminal", moment: after, do: wrongTerminal},
	{name: "bad_mac", moment: after, needs: 64, do: badMAC},
	{name: "wrong_totals", moment: after, needs: 48, do: wrongTotals},
	{name: "half_frame", moment: after, do: halfFrame},
	{name: "garbage", moment: after, do: garbage},
	{name: "close_before_response", moment: before},
	{name: "approve_then_close", moment: after, do: closeNow},
	{name: "refuse_connection", moment: atAccept},
	{name: "slow_bytes", moment: after, value: "100ms", check: checkDelay, do: slowBytes},
	{name: "decline", moment: instead, value: "51", check: checkDecline},
	{name: "unknown_code", moment: instead, value: "ZZ", check: checkUnknown},
	{name: "http_status", moment: after, value: "502", check: checkStatus, do: httpStatus},
}

// FaultNames lists every fault.
func FaultNames() []string {
	names := make([]string, 0, len(faultKinds))
	for _, k := range faultKinds {
		names = append(names, k.name)
	}
	return names
}

// FaultValue is the value that a fault has when none is given: "35s"; empty: it takes none.
func FaultValue(name string) string {
	kind, _ := kindOf(name)
	return kind.value
}

func kindOf(name string) (faultKind, bool) {
	i := slices.IndexFunc(faultKinds, func(k faultKind) bool { return k.name == name })
	if i < 0 {
		return faultKind{}, false
	}
	return faultKinds[i], true
}

// complete fills defaults and refuses what can never happen.
func (f *Fault) complete() error {
	kind, known := kindOf(f.Name)
	if !known {
		return fmt.Errorf("%w: no fault is called %q; valid are %s", ErrFault, f.Name, strings.Join(FaultNames(), ", "))
	}
	if f.Count == 0 {
		f.Count = 1
	}
	switch {
	case f.Count < 1 || f.Count > faultCountLimit:
		return fmt.Errorf("%w: count must be 1 to %d", ErrFault, faultCountLimit)
	case kind.moment == atAccept && f.Match != Match{Door: f.Match.Door}:
		return fmt.Errorf("%w: %s happens before a message is seen, it takes no match but a door", ErrFault, f.Name)
	case f.Match.check() != nil:
		return f.Match.check()
	case kind.value == "" && f.Value != "":
		return fmt.Errorf("%w: %s takes no value", ErrFault, f.Name)
	case kind.value == "":
		return nil
	}
	if f.Value == "" {
		f.Value = kind.value
	}
	if err := kind.check(f.Value); err != nil {
		return fmt.Errorf("%w: value of %s: %w", ErrFault, f.Name, err)
	}
	return nil
}

// digitsOf: empty, or exactly so many digits.
func digitsOf(s string, n int) bool {
	return s == "" || len(s) == n && strings.Trim(s, "0123456789") == ""
}

func checkDelay(value string) error {
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 || d > delayLimit {
		return fmt.Errorf("want a duration like 35s or 100ms, at most %s", delayLimit)
	}
	return nil
}

// delay is a value that checkDelay has passed.
func delay(value string) time.Duration {
	d, _ := time.ParseDuration(value)
	return d
}

func checkStatus(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < http.StatusMultipleChoices || n > 599 {
		return errors.New("want a status from 300 to 599, such as 502")
	}
	return nil
}

func checkDecline(value string) error {
	if !txn.Code(value).Declines() {
		return errors.New("want a code that declines, such as 51")
	}
	return nil
}

func checkUnknown(value string) error {
	if !twoCharacters(value) {
		return errors.New("want two characters, such as ZZ")
	}
	if txn.Code(value).Class() != txn.Unknown {
		return errors.New("that code is known; want one that stands in no table, such as ZZ")
	}
	return nil
}

// twoCharacters: what can stand in field 39.
func twoCharacters(s string) bool {
	return len(s) == 2 && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
