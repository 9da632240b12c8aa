package labtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/printer"
)

// told is an event on one line.
func told(e emulator.Event) string {
	var words []string
	switch of := e.Data.(type) {
	case nil:
	case host.Event:
		words = hostWords(of)
	case printer.Slip:
		words = []string{fmt.Sprintf("%d: %s", of.ID, quality(of)), fmt.Sprintf("%q", first(of.Text))}
	default:
		text, _ := json.Marshal(of) // the lab's own events can be written
		words = []string{string(text)}
	}
	return strings.TrimRight(fmt.Sprintf("%-20s %s", e.Type, strings.Join(words, " ")), " ")
}

func hostWords(e host.Event) (words []string) {
	trace := e.Trace
	if e.Batch != "" {
		trace = e.Batch + "/" + e.Trace
	}
	response := ""
	if e.Response != "" {
		response = "answer " + string(e.Response)
	}
	for _, word := range []string{fmt.Sprintf("connection %d", e.Conn), e.Door, e.MTI, e.Kind, trace, response, e.Fault, e.Reason} {
		if word != "" {
			words = append(words, word)
		}
	}
	return words
}

// stands is what no event told: the printer, the paper that is still in it, and the faults that wait for a message.
func (l *Lab) stands() string {
	lines := []string{"    the printer is " + l.Printer.Status().State}
	for _, s := range l.Printer.Slips() {
		if s.Ended == "open" {
			lines = append(lines, "    in it, neither cut nor torn off:", paper(s))
		}
	}
	for _, f := range l.Host.Faults() {
		lines = append(lines, fmt.Sprintf("    %d of the fault %s waits for %v", f.Count, f.Name, f.Match))
	}
	return strings.Join(lines, "\n")
}

// quality says how a slip came out, in a few words.
func quality(s printer.Slip) string {
	whole := "complete"
	if !s.Complete {
		whole = "not complete, ended by " + s.Ended
	}
	return fmt.Sprintf("%s, %s (density %.2f at its palest)", whole, s.Legibility, s.DensityMin)
}

// first is the first line of a text that says anything.
func first(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return cmp.Or(strings.TrimSpace(line), "(blank)")
}
