package card

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"posterm/internal/strict"
	"posterm/txn"
)

// Limits of a card file.
const (
	fileLimit = 16 << 10 // bytes; a full chip needs 2 KB
	nameLimit = 32       // characters
)

// fileKeys are the keys of a card file beside the tags under [chip].
var fileKeys = []string{"name", "pan", "expiry", "track2", "sequence", "pin", "entry", "balance"}

// ParseFile reads a card file. File is its name, for errors. Example:
//
//	name    = "regular"
//	pan     = "6222020000031234"
//	expiry  = "3012"                # YYMM
//	track2  = "6222020000031234=30121200000000001"
//	entry   = "swipe"               # insert, tap, manual
//	pin     = "123456"
//	balance = 50000                 # fen
//	[chip]
//	9F26    = "0102030405060708"
//
// pan and expiry may be left out when track2 (or tag 57 of the chip) is there,
// track2 when pan and expiry are. Whatever stands there twice must agree.
func ParseFile(file string, doc []byte) (Definition, error) {
	file = hideName(file)
	if len(doc) > fileLimit {
		return Definition{}, &strict.Error{File: file, Err: fmt.Errorf("a card file has at most %d bytes", fileLimit)}
	}
	values, err := strict.Parse(file, doc)
	if err != nil {
		return Definition{}, err
	}
	def := Definition{Card: txn.Card{Entry: txn.Swipe}}
	for _, v := range values {
		if err := def.set(v); err != nil {
			return Definition{}, &strict.Error{File: file, Line: v.Line, Err: err}
		}
	}
	if err := def.complete(); err != nil {
		return Definition{}, &strict.Error{File: file, Err: err}
	}
	return def, nil
}

// set takes one value of a card file, checked alone.
func (d *Definition) set(v strict.Value) error {
	if tag, isChip := strings.CutPrefix(v.Key, "chip."); isChip {
		if err := v.Want(strict.Text); err != nil {
			return fmt.Errorf("tag %s: %w", hide(tag), err)
		}
		return d.Chip.add(tag, v.Text)
	}
	if v.Key == "chip" && v.Kind == strict.Table {
		return nil
	}
	want := strict.Text
	if v.Key == "balance" {
		want = strict.Integer
	}
	set, known := setters[v.Key]
	if !known {
		return strict.UnknownKey(longNumber.ReplaceAllString(v.Key, "***"), fileKeys)
	}
	if err := v.Want(want); err != nil {
		return fmt.Errorf("%s: %w", v.Key, err)
	}
	if err := set(d, v.Text); err != nil {
		return fmt.Errorf("%s: %w", v.Key, err)
	}
	return nil
}

// setters read one key each.
var setters = map[string]func(*Definition, string) error{
	"name":     func(d *Definition, s string) error { d.Name = s; return checkName(s) },
	"entry":    func(d *Definition, s string) error { return readEntry(&d.Card.Entry, s) },
	"sequence": func(d *Definition, s string) error { d.Card.Sequence = s; return checkSequence(s) },
	"pan":      func(d *Definition, s string) (err error) { d.Card.PAN, err = txn.ParsePAN(s); return },
	"expiry":   func(d *Definition, s string) (err error) { d.Card.Expiry, err = txn.ParseExpiry(s); return },
	"track2":   func(d *Definition, s string) (err error) { d.Card.Track2, err = readTrack2(s); return },
	"pin":      func(d *Definition, s string) (err error) { d.PIN, err = ParsePIN(s); return },
	"balance":  func(d *Definition, s string) (err error) { d.Balance, err = readBalance(s); return },
}

// complete fills what follows from the rest and compares what stands there twice.
func (d *Definition) complete() error {
	c, chip := &d.Card, d.Chip
	if chip57 := chip.track2(); c.Track2 == "" && chip57 != "" {
		track, err := readTrack2(chip57)
		if err != nil {
			return fmt.Errorf("chip tag 57: %w", err)
		}
		c.Track2 = track
	}
	if c.Track2 != "" {
		if err := mergeTrack2(c); err != nil {
			return err
		}
	}
	switch {
	case c.PAN == "":
		return fmt.Errorf("%w: pan or track2 is missing", txn.ErrCard)
	case c.Expiry == "":
		return fmt.Errorf("%w: expiry or track2 is missing", txn.ErrCard)
	}
	if err := chip.agrees(*c); err != nil {
		return err
	}
	if err := chip.sized(); err != nil {
		return err
	}
	c.Track2 = track2For(*c)
	return nil
}

// mergeTrack2 takes number and expiry from the track, or compares them.
func mergeTrack2(c *txn.Card) error {
	if c.PAN != "" && c.PAN != c.Track2.PAN() {
		return fmt.Errorf("%w: pan and track2 show different numbers", ErrMismatch)
	}
	if c.Expiry != "" && c.Expiry != c.Track2.Expiry() {
		return fmt.Errorf("%w: expiry and track2 show different dates", ErrMismatch)
	}
	c.PAN, c.Expiry = c.Track2.PAN(), c.Track2.Expiry()
	return nil
}

// track2For is the track that the reader sees: none for a keyed card; for a card
// file without one, number, expiry, a service code (120 stripe, 220 chip) and zeros.
func track2For(c txn.Card) txn.Track2 {
	switch {
	case c.Entry == txn.Manual:
		return ""
	case c.Track2 != "":
		return c.Track2
	case c.Entry == txn.Swipe:
		return txn.Track2(c.PAN.Digits() + "=" + string(c.Expiry) + "12000000000")
	}
	return txn.Track2(c.PAN.Digits() + "=" + string(c.Expiry) + "22000000000")
}

func readTrack2(s string) (txn.Track2, error) {
	c, err := stripe(s)
	return c.Track2, err
}

func readEntry(e *txn.Entry, s string) error {
	if err := e.UnmarshalText([]byte(s)); err != nil || *e == txn.EntryNone {
		return fmt.Errorf("%s: want swipe, insert, tap or manual", hide(s))
	}
	return nil
}

func readBalance(s string) (txn.Fen, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || txn.Fen(n) > BalanceLimit {
		return 0, fmt.Errorf("want fen from 0 to %d", int64(BalanceLimit))
	}
	return txn.Fen(n), nil
}

func checkSequence(s string) error {
	if len(s) == 0 || len(s) > 3 || strings.Trim(s, "0123456789") != "" {
		return errors.New("want one to three digits")
	}
	return nil
}

func checkName(s string) error {
	if s == "" || len([]rune(s)) > nameLimit || strings.ContainsFunc(s, unprintable) || longNumber.MatchString(s) {
		return fmt.Errorf("want 1 to %d printable characters and no long number", nameLimit)
	}
	return nil
}
