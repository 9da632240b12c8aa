// Package museum keeps bugs: things that payment terminals, hosts and printer
// drivers do wrong, each planted in this program's own source and each to be found,
// by name, by an instrument. An instrument that lets one pass is blind to it.
//
// A bug is one piece of text of one source file and what stands there instead. It is
// planted at build time only (the -overlay flag of the go command), so the program
// has no switch for it and the source is never touched. A test holds the museum and
// the source together: when the source changes under a bug, the test says which.
//
// To look at one of them:
//
//	go test ./internal/museum -run TestCaught -v -mutants reversal-deleted-after-n-tries
package museum

import (
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Mutant is one planted bug.
type Mutant struct {
	Name    string // short, kebab-case, unique
	Says    string // what it does wrong, and what that costs whom
	Seen    bool   // real firmware is known to have done it
	Rule    string // what it breaks: "hole 7" of the list of holes, or a rule's number "3.4"
	File    string // from the root of the module, with slashes
	Find    string // occurs once in the file
	Replace string
	By      []Probe // the instruments that are expected to see it, the cheapest first
	Stuck   bool    // they see it by a standstill: a deadlock of their bubble, or their own time limit
}

// Probe is a part of an instrument.
type Probe struct {
	Instrument string
	Run        string // as for go test -run; empty: all of its tests
}

// Instrument is one package's tests, built into one program.
type Instrument struct {
	Name    string
	Package string // from the root of the module
	Rapid   bool   // has tests of pgregory.net/rapid, which are told to leave no files behind
}

// Instruments are all that look for bugs. A new one joins them with one line here.
var Instruments = []Instrument{
	{Name: "txn", Package: "txn"},
	{Name: "roll", Package: "journal/roll", Rapid: true},
	{Name: "reversal", Package: "reversal"},
	{Name: "machine", Package: "terminal/machine"},
	{Name: "terminal", Package: "terminal"},
	{Name: "journal", Package: "journal"},
	{Name: "frame", Package: "comms/frame"},
	{Name: "message", Package: "comms/message", Rapid: true},
	{Name: "keys", Package: "comms/keys"},
	{Name: "line", Package: "comms/line"},
	{Name: "comms", Package: "comms"},
	{Name: "escpos", Package: "printer/escpos", Rapid: true},
	{Name: "printer", Package: "printer", Rapid: true},
	{Name: "receipt", Package: "receipt", Rapid: true},
	{Name: "summary", Package: "receipt/summary", Rapid: true},
	{Name: "card", Package: "card"},
	{Name: "host", Package: "emulator/host", Rapid: true},
	{Name: "paper", Package: "emulator/printer", Rapid: true},
	{Name: "notify", Package: "front/notify"},
	{Name: "customer", Package: "front/customer"},
	{Name: "check", Package: "internal/check"},
	{Name: "sim", Package: "internal/sim"},
	{Name: "disk", Package: "internal/diskproof"},
	{Name: "program", Package: "front/command"},
}

// instrument finds one by name.
func instrument(name string) (Instrument, error) {
	i := slices.IndexFunc(Instruments, func(i Instrument) bool { return i.Name == name })
	if i < 0 {
		return Instrument{}, fmt.Errorf("no instrument is called %q", name)
	}
	return Instruments[i], nil
}

// All gives every mutant, room by room.
func All() []Mutant {
	return slices.Concat(machineRoom, loopRoom, reversalRoom, refundRoom, orderRoom, batchRoom, rollRoom, journalRoom, commsRoom, lineRoom, keysRoom, printerRoom, makeRoom, slipRoom, hostRoom, paperRoom, notifyRoom, limitRoom, trainingRoom, flagRoom)
}

// Usual gives the mutants that every change must pass: all that real firmware is known
// to have done, and every tenth of the others. The rest waits for the night.
func Usual() (usual []Mutant) {
	for i, m := range All() {
		if m.Seen || i%10 == 0 {
			usual = append(usual, m)
		}
	}
	return usual
}

// Plant gives the file as the mutant makes it. The error says what no longer fits.
func (m Mutant) Plant(root string) ([]byte, error) {
	raw, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.File)))
	if err != nil {
		return nil, fmt.Errorf("mutant %s: %w", m.Name, err)
	}
	if n := strings.Count(string(raw), m.Find); n != 1 {
		return nil, fmt.Errorf("mutant %s: its text stands %d times in %s, want once: plant it anew where the code went", m.Name, n, m.File)
	}
	planted := []byte(strings.Replace(string(raw), m.Find, m.Replace, 1))
	if filepath.Ext(m.File) != ".go" {
		return planted, nil // data that is built in
	}
	planted, err = format.Source(planted)
	if err != nil {
		return nil, fmt.Errorf("mutant %s: %s no longer parses: %w", m.Name, m.File, err)
	}
	return planted, nil
}
