package card

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"posterm/txn"
)

// wedgeLimit bounds the line of a swipe in bytes. ISO/IEC 7813: track 1 has at
// most 79 characters, track 2 has 40, track 3 has 107.
const wedgeLimit = 79 + 40 + 107 + 2

// readWedge reads what a magstripe reader in keyboard-wedge form types: all
// tracks on one line, ended by Enter.
func readWedge(in io.Reader) (Presented, error) {
	if in == nil {
		return Presented{}, fmt.Errorf("%w: there is no input to read a swipe from", ErrUnreadable)
	}
	line, err := readLine(in, wedgeLimit)
	switch {
	case errors.Is(err, errLineTooLong) || errors.Is(err, errNoLine):
		return Presented{}, fmt.Errorf("%w (%w)", ErrUnreadable, err)
	case err != nil:
		return Presented{}, fmt.Errorf("read the swipe: %w", err)
	}
	c, err := ParseWedge(line)
	return Presented{Card: c}, err
}

// ParseWedge reads the line of one swipe: track 2, with track 1 before it and
// track 3 behind it when the reader types them. Example:
//
//	%B6222020000031234^TEST/CARD^30121200000000?;6222020000031234=30121200000000?
//
// Track 2 counts; a track 1 that shows another card is refused (ErrMismatch).
func ParseWedge(line string) (txn.Card, error) {
	line = strings.TrimSpace(line)
	if len(line) > wedgeLimit {
		return txn.Card{}, ErrUnreadable
	}
	first := ""
	if strings.HasPrefix(line, "%") {
		track, rest, found := strings.Cut(line, "?")
		if !found {
			return txn.Card{}, ErrUnreadable
		}
		first, line = track, rest
	}
	second, _, ended := strings.Cut(line, "?")
	if !strings.HasPrefix(second, ";") || !ended {
		return txn.Card{}, ErrUnreadable
	}
	c, err := stripe(second + "?")
	if err != nil {
		return txn.Card{}, err
	}
	if err := agreesWithTrack1(c, first); err != nil {
		return txn.Card{}, err
	}
	return c, nil
}

// agreesWithTrack1 compares with track 1 of format B: %B number ^ name ^ YYMM ...
// Other formats, and a track 1 that could not be read (%E), say nothing.
func agreesWithTrack1(c txn.Card, track string) error {
	body, isB := strings.CutPrefix(track, "%B")
	if !isB {
		return nil
	}
	parts := strings.Split(body, "^")
	if strings.ReplaceAll(parts[0], " ", "") != c.PAN.Digits() {
		return fmt.Errorf("%w: track 1 and track 2 show different numbers", ErrMismatch)
	}
	if len(parts) == 3 && !strings.HasPrefix(parts[2], string(c.Expiry)) {
		return fmt.Errorf("%w: track 1 and track 2 show different expiry dates", ErrMismatch)
	}
	return nil
}

// stripe reads track 2 as a swiped card.
func stripe(s string) (txn.Card, error) {
	track, err := txn.ParseTrack2(s)
	if err != nil {
		return txn.Card{}, unreadable(err)
	}
	expiry, err := txn.ParseExpiry(string(track.Expiry()))
	if err != nil {
		return txn.Card{}, unreadable(err)
	}
	return txn.Card{PAN: track.PAN(), Expiry: expiry, Track2: track, Entry: txn.Swipe}, nil
}

// unreadable is ErrUnreadable with the reason, without saying "bad card" twice.
func unreadable(why error) error {
	return fmt.Errorf("%w (%s)", ErrUnreadable, strings.TrimPrefix(why.Error(), txn.ErrCard.Error()+": "))
}
