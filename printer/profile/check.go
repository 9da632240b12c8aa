package profile

import (
	"errors"
	"fmt"
	"slices"
)

// required are the keys that every profile has.
var required = []string{"name", "zh", "en", "paper.width", "paper.dots", "paper.columns", "paper.cut", "paper.near_end", "text.code", "heat.command", "cold.below"}

// settings are the keys of the head by the command that knows them.
var settings = map[Command][]string{Esc7: {"dots", "time", "interval"}, GSK: {"density", "speed"}}

// check refuses what is right key by key and cannot work together, and names the key.
func (p *Profile) check(seen map[string]int) (string, error) {
	for _, key := range required {
		if _, set := seen[key]; !set {
			return key, errMissing
		}
	}
	_, feed := seen["paper.feed"]
	_, page := seen["text.page"]
	switch {
	case p.Paper.Dots%8 != 0:
		return "paper.dots", errors.New("want a multiple of 8: a line of dots is whole bytes")
	case p.Paper.Dots > p.Paper.Width*8:
		return "paper.dots", fmt.Errorf("%d dots do not fit on %d mm: there are 8 to the mm", p.Paper.Dots, p.Paper.Width)
	case p.Paper.Columns > p.Room():
		return "paper.columns", fmt.Errorf("as dots a character is %d wide: want at most %d columns", cell, p.Room())
	case feed != (p.Paper.Cut == Bar):
		return "paper.feed", fmt.Errorf("belongs to cut = %q, and only there", Bar)
	case page && p.Text.Code != ASCII:
		return "text.page", fmt.Errorf("belongs to code = %q only", ASCII)
	}
	return p.checkHead(seen)
}

// cell is the width of a narrow character that is drawn as dots.
const cell = 12

// textLimit is the most columns of text. Chosen: font B on 80 mm paper.
const textLimit = 64

// Room is the most narrow characters on a line: text fits as the printer is set up, drawn lines by their dots.
func (p *Profile) Room() int {
	if p.Text.Code == GB18030 {
		return textLimit
	}
	return p.Paper.Dots / cell
}

func (p *Profile) checkHead(seen map[string]int) (string, error) {
	mine := settings[p.Heat.Command]
	for _, table := range []string{"heat.", "cold."} {
		for _, of := range settings {
			for _, key := range of {
				if _, set := seen[table+key]; set != slices.Contains(mine, key) {
					return table + key, fmt.Errorf("heat.command = %q: want %q, in [heat] and in [cold]", p.Heat.Command, mine)
				}
			}
		}
	}
	for table, l := range map[string]Level{"heat.time": p.Heat.Level, "cold.time": p.Cold.Level} {
		if p.Heat.Command == Esc7 && realTime(l.Time, l.Interval) {
			return table, fmt.Errorf("time %d with interval %d would be read as a real-time command: want another interval", l.Time, l.Interval)
		}
	}
	if c, o := p.Cold.Level, p.Heat.Level; c.Time < o.Time || c.Density < o.Density || c.Speed > o.Speed && o.Speed != 0 {
		return "cold", errors.New("must be hotter and slower than [heat], not less")
	}
	return "", nil
}

// realTime says whether two argument bytes begin DLE EOT, DLE ENQ or DLE DC4, which
// printers execute wherever they come (PRINTER.md 1.5).
func realTime(first, second int) bool {
	return first == 0x10 && (second == 0x04 || second == 0x05 || second == 0x14)
}
