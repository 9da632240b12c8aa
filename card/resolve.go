package card

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"posterm/txn"
)

// Presented is a card in front of the terminal.
type Presented struct {
	Card txn.Card
	Name string // of the card file or built-in card; empty otherwise
	PIN  PIN    // the card file's, to be entered where none was given
	Chip Chip   // what the chip gave; empty for stripes and keyed numbers
}

// Options say what a name may resolve to.
type Options struct {
	TestKeys bool      // the terminal holds test keys: built-in cards, manual: and track2: are allowed
	Stdin    io.Reader // where wedge reads the swipe
	Dir      string    // where the path of a card file begins; empty: this process's working directory
}

// specLimit bounds the text that names a card, in bytes: the longest path of Linux.
const specLimit = 4096

// Resolve finds the card that a person named on the command line:
//
//	a built-in name          A, B, C, expired, lost, bad-track
//	manual:PAN:YYMM          a keyed number
//	track2:;PAN=YYMM...?     the data of a stripe, sentinels optional
//	wedge                    one swipe read from Stdin
//	anything else            the path of a card file
func Resolve(spec string, o Options) (Presented, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	switch {
	case spec == "" || len(spec) > specLimit:
		return Presented{}, fmt.Errorf("%w: want a card file or one of %s", ErrNotFound, strings.Join(Names(), ", "))
	case spec == "wedge":
		return readWedge(o.Stdin)
	case kind == "manual" || kind == "track2":
		if !o.TestKeys {
			return Presented{}, fmt.Errorf("a card number on the command line: %w: use a card file or wedge", ErrTestKeysOnly)
		}
		return typed(kind, rest)
	}
	if def, ok := builtin(spec); ok {
		if !o.TestKeys {
			return Presented{}, fmt.Errorf("built-in card %s: %w", spec, ErrTestKeysOnly)
		}
		return def.Present()
	}
	if o.Dir != "" && !filepath.IsAbs(spec) {
		spec = filepath.Join(o.Dir, spec)
	}
	def, err := LoadFile(spec)
	if err != nil {
		return Presented{}, err
	}
	return def.Present()
}

// typed is a card given on the command line.
func typed(kind, rest string) (Presented, error) {
	var c txn.Card
	var err error
	if kind == "manual" {
		c, err = keyed(rest)
	} else {
		c, err = stripe(rest)
	}
	return Presented{Card: c}, err
}

// keyed reads PAN:YYMM.
func keyed(s string) (txn.Card, error) {
	number, date, found := strings.Cut(s, ":")
	if !found {
		return txn.Card{}, fmt.Errorf("%w: want manual:NUMBER:YYMM", txn.ErrCard)
	}
	pan, err := txn.ParsePAN(number)
	if err != nil {
		return txn.Card{}, err
	}
	expiry, err := txn.ParseExpiry(date)
	if err != nil {
		return txn.Card{}, err
	}
	return txn.Card{PAN: pan, Expiry: expiry, Entry: txn.Manual}, nil
}
