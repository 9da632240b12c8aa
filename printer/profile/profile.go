// Package profile is what a make of receipt printer is like, as data: one TOML file
// per make, built into the program, or a file of one's own.
//
// A profile says how wide the paper is, how Chinese reaches it (as GB18030 text or as
// dots), how a slip is severed, whether the paper's near end is sensed, and by which
// commands the head is set. It does not say how well the printer confirms: that is
// asked on every opening of the port, because firms sell one name with many firmwares.
//
// An example is 58mm.toml; every key of it is told in docs/configuration.md. The
// package reads bytes and opens no file.
package profile

import (
	"embed"
	"fmt"

	"posterm/internal/strict"
	"posterm/txn"
)

// Profile is one make of printer. It is shared: nobody changes it.
type Profile struct {
	Name  string    // "58mm", a value of printer.profile
	Words txn.Words // for people
	Paper Paper
	Text  Text
	Heat  Heat
	Cold  Cold
}

// Paper is the paper and what the printer does with it.
type Paper struct {
	Width   int  // mm: 58, 80 ...
	Dots    int  // across, 8 to the mm: 384 on 58 mm paper, 576 on 80 mm
	Columns int  // narrow characters on a line: 32, 48
	Cut     Cut  // how a slip is severed
	Feed    int  // with a tear bar: dots from the head to the bar, 0 to 255
	NearEnd bool // the near end of the roll is sensed
}

// Cut is how a slip is severed.
type Cut string

// The ways.
const (
	Cutter Cut = "cutter" // by a command
	Bar    Cut = "bar"    // by hand at the tear bar: the paper is fed there
)

// Text is how characters reach the paper.
type Text struct {
	Code Code
	Page int // code page of ESC t, 0 to 255; of Code ASCII only
}

// Code is one way to print characters.
type Code string

// The codes.
const (
	GB18030 Code = "gb18030" // everything is text: the printer has hanzi
	ASCII   Code = "ascii"   // lines without hanzi are text, the others dots
	Dots    Code = "dots"    // every line is dots
)

// Heat is the commands by which the head is set.
type Heat struct {
	Command Command
	Level   Level // at ordinary temperatures
}

// Command is the family of a printer's heat commands.
type Command string

// The families.
const (
	None Command = "none"
	Esc7 Command = "esc7" // ESC 7: dots at once, heat time, interval
	GSK  Command = "gs-k" // GS ( K: density, speed
)

// Level is one setting of the head. Which members count follows from the command.
type Level struct {
	Dots     int // ESC 7: heated at once, 8 x (n+1); n is 0 to 15
	Time     int // ESC 7: heat time, 10 us; 3 to 255
	Interval int // ESC 7: between heatings, 10 us; 0 to 255
	Density  int // GS ( K: -5 (faint) to 8 (dark), 0 ordinary
	Speed    int // GS ( K: 1 (slowest) to 13; 0 as the printer is set up
}

// Cold is what the driver does below the paper's range.
type Cold struct {
	Below  int   // degrees Celsius: below this paper colours too little; -40 to 20
	Level  Level // of the head then: hotter and slower
	WarmMM int   // a black bar before the slip warms the head, mm; 0 to 10
}

//go:embed *.toml
var files embed.FS

// Default is the profile of a terminal that is told nothing.
const Default = "58mm"

var shelf = strict.NewShelf(files, Default, Parse)

// Names lists the built-in profiles, the default first.
func Names() []string { return shelf.Names() }

// ByName is the built-in profile of that name. The error names those there are.
func ByName(name string) (*Profile, error) {
	p, known, err := shelf.ByName(name)
	if !known {
		return nil, fmt.Errorf("unknown printer profile %q: there are %q, or write the absolute path of a file", name, Names())
	}
	return p, err
}
