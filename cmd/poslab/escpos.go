package main

import (
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/comms/explain"
	"posterm/emulator/printer"
)

// Control bytes that begin a command.
const (
	dle = 0x10
	dc2 = 0x12
	esc = 0x1B
	fs  = 0x1C
	gs  = 0x1D
)

// piece is one command, one control byte or one run of text.
type piece struct {
	Offset int    `json:"offset"`
	Name   string `json:"name"`            // "GS V", "LF" or "text"
	Bytes  string `json:"bytes,omitempty"` // upper-case hex; of long data the beginning
	Means  string `json:"means,omitempty"`
	Text   string `json:"text,omitempty"` // card numbers masked
}

// escposExplanation is a stream for a printer, piece by piece.
type escposExplanation struct {
	Commands []piece        `json:"commands"`
	Errors   []explain.Flaw `json:"errors"`
}

// String is a table for a console: offset, command, bytes, meaning. Nothing is told, too: silence would look like a
// file that was not read.
func (e escposExplanation) String() string {
	var b strings.Builder
	if len(e.Commands) == 0 && len(e.Errors) == 0 {
		b.WriteString("没有字节 no bytes: nothing to explain\n")
	}
	for _, p := range e.Commands {
		if p.Name == textName {
			fmt.Fprintf(&b, "%6d  “%s”\n", p.Offset, p.Text)
			continue
		}
		fmt.Fprintf(&b, "%6d  %-8s %-20s %s\n", p.Offset, p.Name, p.Bytes, p.Means)
	}
	for _, flaw := range e.Errors {
		fmt.Fprintf(&b, "%6d  错误 error: %s\n", flaw.Offset, flaw.Reason)
	}
	return b.String()
}

// shownBytes is how much of a command is shown as hex. Chosen: all but data.
const shownBytes = 16

const textName = "text"

// explainEscpos cuts a stream into commands, by lengths alone. A command that is
// unknown has no known length, so everything stops there.
func explainEscpos(input []byte) (escposExplanation, error) {
	e := escposExplanation{Commands: []piece{}, Errors: []explain.Flaw{}}
	var lengths []int
	var err error
	end := 0
	for end < len(input) && err == nil {
		var n int
		if _, n, err = nextPiece(input[end:]); err == nil {
			lengths, end = append(lengths, n), end+n
		}
	}
	told, at := maskCards(input, lengths), 0
	var mode textMode
	for _, n := range lengths {
		p, _, _ := nextPiece(told[at : at+n]) // as long as before
		p.Offset = at
		mode.follow(told[at : at+n])
		if p.Name == textName && mode.latin {
			p.Text = mode.read(told[at : at+n])
		}
		e.Commands = append(e.Commands, p)
		at += n
	}
	if err != nil {
		flaw := explain.Flaw{Offset: end, Reason: err.Error()}
		e.Errors = append(e.Errors, flaw)
		return e, flaw
	}
	return e, nil
}

// nextPiece reads what the input begins with, and says how many bytes it takes.
func nextPiece(in []byte) (piece, int, error) {
	switch b := in[0]; {
	case b == esc || b == fs || b == gs || b == dle || b == dc2:
		return nextCommand(in)
	case b >= ' ':
		n := 1
		for n < len(in) && in[n] >= ' ' {
			n++
		}
		return piece{Name: textName, Text: readable(in[:n])}, n, nil
	default:
		c := controls[b]
		if c.name == "" {
			c = control{"control", "不起作用 ignored"}
		}
		return piece{Name: c.name, Bytes: hexOf(in[:1]), Means: c.means}, 1, nil
	}
}

func nextCommand(in []byte) (piece, int, error) {
	if len(in) < 2 {
		return piece{}, 0, fmt.Errorf("ends after %02X, the first byte of a command", in[0])
	}
	args := in[2:]
	name, n, known := printer.Command(in[0], in[1], args)
	switch {
	case !known:
		return piece{}, 0, fmt.Errorf("unknown command %02X %02X", in[0], in[1])
	case n > len(args):
		return piece{}, 0, fmt.Errorf("%s ends early: %d of at least %d bytes after its name", name, len(args), n)
	}
	means := escposTable[[2]byte{in[0], in[1]}].tell(args[:n])
	return piece{Name: name, Bytes: hexOf(in[:2+n]), Means: means}, 2 + n, nil
}

func hexOf(b []byte) string {
	more := ""
	if len(b) > shownBytes {
		b, more = b[:shownBytes], "…"
	}
	return strings.ToUpper(hex.EncodeToString(b)) + more
}

// readable is text as a Chinese printer reads it; what is no GB18030 is given as hex.
func readable(b []byte) string {
	text, err := simplifiedchinese.GB18030.NewDecoder().String(string(b))
	if err != nil || strings.ContainsRune(text, utf8.RuneError) {
		return hexOf(b)
	}
	return text
}
