package console

import (
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineLimit bounds one answer in bytes, without the end of the line. Chosen: the
// longest swipe has 226 characters, and the path of a card file fits.
const lineLimit = 1024

// lines reads answers in a goroutine of its own, one when asked for one: so a
// question can be given up, and nothing is read that no question asked for.
type lines struct {
	wanted chan struct{}
	got    chan line
}

type line struct {
	text string
	err  error // a complaint, or why the input ended
}

func newLines(in io.Reader) *lines {
	l := &lines{wanted: make(chan struct{}, 1), got: make(chan line, 1)}
	go func() {
		for range l.wanted {
			text, err := readLine(in)
			l.got <- line{text, err}
		}
	}()
	return l
}

func (l *lines) close() { close(l.wanted) }

// readLine reads one answer, byte by byte: nothing behind it is kept here. A line
// that is too long or is not text is read to its end and refused with a
// complaint; a last line without an end counts.
func readLine(in io.Reader) (string, error) {
	raw := make([]byte, 0, lineLimit+1)      // one more for the \r of a line that just fits
	defer func() { clear(raw[:cap(raw)]) }() // it may have been a PIN
	var one [1]byte
	tooLong := false
	for begun := false; ; begun = true {
		_, err := io.ReadFull(in, one[:])
		switch {
		case err != nil && !(begun && errors.Is(err, io.EOF)):
			return "", err
		case err != nil, one[0] == '\n':
			return answer(raw, tooLong)
		case len(raw) == cap(raw):
			tooLong = true
		default:
			raw = append(raw, one[0])
		}
	}
}

// answer judges a whole line: text of people, without blanks around it.
func answer(raw []byte, tooLong bool) (string, error) {
	text := strings.TrimSuffix(string(raw), "\r")
	if tooLong || len(text) > lineLimit {
		return "", complaint(lineTooLong)
	}
	text = strings.TrimSpace(text)
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable) {
		return "", complaint(lineNotText)
	}
	return text, nil
}
