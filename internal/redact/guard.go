package redact

import (
	"bytes"
	"io"
	"sync/atomic"
)

// Kind is what a hidden piece looked like.
type Kind uint8

// The kinds.
const (
	Card   Kind = iota // 13 to 19 digits with a right check digit
	Track              // a number, a separator and what follows on a stripe
	Digits             // 20 digits or more
	kindCount
)

var kindNames = [kindCount]string{"card", "track", "digits"}

// String is a word for metrics: "card".
func (k Kind) String() string { return kindNames[k] }

// Kinds lists all kinds.
func Kinds() []Kind { return []Kind{Card, Track, Digits} }

// Known are numbers of the terminal that may stand in a log although they look like cards.
// Empty ones are unknown.
type Known struct {
	Merchant string // field 42, 15 characters
	Terminal string // field 41, 8 characters
}

// Guard hides card numbers in what is written through it. It passes every event on, and may
// be used by several goroutines when what is behind it may.
type Guard struct {
	to     io.Writer
	known  Known
	hidden [kindCount]atomic.Uint64
}

// New puts a guard before a writer.
func New(to io.Writer, known Known) *Guard { return &Guard{to: to, known: known} }

// Write passes p on, with all hidden that has to be; p itself is left as it is. The error is
// that of the writer behind.
func (g *Guard) Write(p []byte) (int, error) {
	first, found := g.find(p, 0)
	if !found {
		return g.to.Write(p)
	}
	if _, err := g.to.Write(texts(g.hide(bytes.Clone(p), first))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Hidden is how many pieces of a kind were hidden.
func (g *Guard) Hidden(k Kind) uint64 { return g.hidden[k].Load() }

// hide masks in place until nothing is found: what is left of one piece may make another one
// with its neighbours. Every turn hides at least one digit.
func (g *Guard) hide(b []byte, p piece) []byte {
	for found := true; found; p, found = g.find(b, before(b, p.from)) {
		g.hidden[p.kind].Add(1)
		mask(b, p)
	}
	return b
}

// before is where to look again: no piece that begins farther ahead reaches i.
func before(b []byte, i int) int {
	const reach = 2 * longest // in groups of one digit
	for i = max(0, i-reach); i > 0 && digit(b[i-1]); i-- {
	}
	return i
}

// mask hides the digits of a piece but the first six and the last four of its number.
func mask(b []byte, p piece) {
	total := 0
	for _, c := range b[p.from:p.number] {
		if digit(c) {
			total++
		}
	}
	head, tail := 6, total-4
	if total > longest {
		head, tail = 0, total
	}
	n := 0
	for i := p.from; i < p.to; i++ {
		switch {
		case i >= p.number && (digit(b[i]) || separates(b[i])):
			b[i] = '*'
		case digit(b[i]):
			if n >= head && n < tail {
				b[i] = '*'
			}
			n++
		}
	}
}

// texts puts quotes around the bare numbers of a JSON event in which something was hidden.
func texts(b []byte) []byte {
	if b[0] != '{' {
		return b
	}
	out := make([]byte, 0, len(b)+8)
	for i := 0; i < len(b); {
		end := i + 1
		switch {
		case b[i] == '"':
			end = closing(b, i)
			out = append(out, b[i:end]...)
		case number(b[i]):
			for end < len(b) && number(b[end]) {
				end++
			}
			out = quoted(out, b[i:end])
		default:
			out = append(out, b[i])
		}
		i = end
	}
	return out
}

func quoted(out, token []byte) []byte {
	if bytes.IndexByte(token, '*') < 0 {
		return append(out, token...)
	}
	return append(append(append(out, '"'), token...), '"')
}

// closing is where the text that begins at i is over.
func closing(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

func number(c byte) bool {
	return digit(c) || c == '*' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}
