package card

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"posterm/txn"
)

// Errors of this package. A card that is refused for what stands on it is also
// a txn.ErrCard.
var (
	// ErrUnreadable: the stripe gave nothing that can be used.
	ErrUnreadable = fmt.Errorf("%w: the stripe cannot be read: swipe again", txn.ErrCard)
	// ErrMismatch: two places of one card show different numbers or dates.
	ErrMismatch = fmt.Errorf("%w: its parts do not agree", txn.ErrCard)
	// ErrTestKeysOnly: built-in cards, and numbers and PINs on the command line,
	// are for a terminal with test keys.
	ErrTestKeysOnly = errors.New("only while the terminal holds test keys")
	// ErrPIN: not 4 to 12 ASCII digits.
	ErrPIN = errors.New("bad PIN: want 4 to 12 digits")
	// ErrNoPIN: the PIN pad is empty or was cleared.
	ErrNoPIN = errors.New("no PIN was entered")
	// ErrNotFound: the name is neither a card nor a card file.
	ErrNotFound = errors.New("no such card")
)

// longNumber is what could be a card number, however it was written: digits of
// any script, with spaces or dashes between them.
var longNumber = regexp.MustCompile(`\p{Nd}(?:[ -]?\p{Nd}){11,}`)

// hide makes text from outside safe to repeat in an error: no card number, no
// control bytes, and short.
func hide(s string) string {
	const most = 80
	r := []rune(hideName(s))
	if len(r) > most {
		r = append(r[:most], '…')
	}
	return fmt.Sprintf("%q", string(r))
}

// hideName does the same for the name of a file, without quotes and at full length.
func hideName(s string) string {
	printable := strings.Map(func(r rune) rune {
		if unprintable(r) {
			return '?'
		}
		return r
	}, s)
	return longNumber.ReplaceAllString(printable, "***")
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
