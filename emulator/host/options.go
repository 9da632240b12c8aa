package host

import (
	"errors"
	"fmt"
	"time"

	"posterm/comms/keys"
	"posterm/comms/profile"
	"posterm/txn"
)

// Limits of the host. All are chosen: far above what a lab needs, and low
// enough that a client gone wild cannot take the machine down.
const (
	// ConnectionLimit is how many connections are served at a time; one more is closed at once.
	ConnectionLimit = 1024
	// IdleTimeout is how long a connection may be without a word.
	IdleTimeout = 5 * time.Minute
	// FrameTimeout is how long a frame may take from its first byte to its last, under TLS
	// from the first byte of its record. A whole frame of 4,096 bytes takes 7 s at 4,800 bit/s, the
	// slowest line that anybody still has; what takes longer is no line but a terminal that hangs.
	FrameTimeout  = 10 * time.Second
	acceptPause   = 100 * time.Millisecond // before trying again when the system refused a connection
	terminalLimit = 100_000                // at the limit sign-ins of new terminals are answered 97
	factLimit     = 5_000_000              // at the limit nothing more is decided: 96
)

// Options describe a host. The zero value plus accounts is a well-behaved one.
type Options struct {
	Accounts []Account
	// Terminals maps terminal numbers to their merchant numbers. Empty: any
	// terminal of any merchant is accepted (RULES.md 4.4).
	Terminals map[string]string
	TMK       keys.Key // master key of all terminals; empty: keys.TestTMK
	// MAC is how sessions with 3DES keys authenticate: keys.UnionPayECB (empty) or
	// keys.X919. Terminals that sign in for SM4 keys have SM4 MACs beside them.
	MAC     keys.Algorithm
	Profile string // how messages look; empty: profile.Default
	Knobs
	Amounts Amounts          // answers by amount; empty: none
	Seed    uint64           // working keys and authorisation codes follow from it
	Ledger  string           // file that keeps the facts; empty: memory only
	Now     func() time.Time // nil: time.Now
	// After is how an issuer that takes its time, and faults that delay, wait; nil: time.After.
	After   func(time.Duration) <-chan time.Time
	OnEvent func(Event) // called in order per connection, from its goroutine; must not block. May be nil
}

// Reversal says what is answered to a 0400 (RULES.md 3.5). The zero value is our
// host's own behaviour; other values are what other acquirers do.
type Reversal struct {
	Unknown     txn.Code `json:"unknown"`      // original never seen: "00" (default) or "25"
	Again       txn.Code `json:"again"`        // already reversed: "25" (default) or "00"
	Declined    txn.Code `json:"declined"`     // original was declined: "12" (default) or "01"
	NoTombstone bool     `json:"no_tombstone"` // true: an original that arrives after its reversal is approved
	OtherDay    txn.Code `json:"other_day"`    // original of another settlement date: "00" (default), it is reversed; or "25"
}

// complete fills defaults and refuses what cannot work.
func (o *Options) complete() error {
	if len(o.TMK) == 0 {
		test, err := keys.ParseKey(keys.TestTMK)
		if err != nil {
			return err
		}
		o.TMK = test
	}
	if o.MAC == "" {
		o.MAC = keys.UnionPayECB
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Profile == "" {
		o.Profile = profile.Default
	}
	p, err := profile.ByName(o.Profile)
	if err != nil {
		return err
	}
	o.Knobs.fill(p.Limits)
	return errors.Join(o.MAC.Check(), checkChoice(o.MAC), o.Knobs.complete(), o.Amounts.Check())
}

// checkChoice refuses what is not a choice: SM4 follows from the sign-in.
func checkChoice(mac keys.Algorithm) error {
	if mac == keys.SM4MAC {
		return errors.New("host: sm4 is not a choice of the host: a terminal gets it by signing in with 006 or 005")
	}
	return nil
}

func (r *Reversal) complete() error {
	return errors.Join(
		oneOf("unknown", &r.Unknown, "00", "25"),
		oneOf("again", &r.Again, "25", "00"),
		oneOf("declined", &r.Declined, "12", "01"),
		oneOf("other_day", &r.OtherDay, "00", "25"),
	)
}

// oneOf leaves the first choice where nothing was chosen.
func oneOf(name string, c *txn.Code, first, other txn.Code) error {
	switch *c {
	case "":
		*c = first
	case first, other:
	default:
		return fmt.Errorf("%w: reversal answer %q for %q: choose %s or %s", ErrKnob, clip(string(*c)), name, first, other)
	}
	return nil
}
