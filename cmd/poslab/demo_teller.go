package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"posterm/emulator/printer"
	"posterm/terminal/machine"
	"posterm/txn"
)

// teller writes the story on the console.
type teller struct {
	out    io.Writer
	lang   txn.Lang
	folder string // of the pictures
}

// columns is how wide a slip is on the console, and perRow how many stand side by side.
const (
	columns = 32
	perRow  = 2
)

func (t *teller) line(w txn.Words) { fmt.Fprintln(t.out, w.In(t.lang)) }

func (t *teller) title(w txn.Words) {
	fmt.Fprintf(t.out, "\n━━ %s %s\n", w.In(t.lang), strings.Repeat("━", max(3, 70-width(w.In(t.lang)))))
}

// step is one line: who or what, and what of it.
func (t *teller) step(who, what txn.Words) {
	fmt.Fprintf(t.out, "  %s %s\n", padded(who.In(t.lang), 8), what.In(t.lang))
}

// screen is what the terminal shows on the way. The loop calls it.
func (t *teller) screen(s machine.Screen, words txn.Words) {
	if s.Is != machine.Finished && words.ZH != "" {
		t.step(display, words)
	}
}

// keep writes the picture of a piece of paper.
func (t *teller) keep(id int, png []byte) error {
	return os.WriteFile(filepath.Join(t.folder, pictureName(id)), png, 0o644)
}

func pictureName(id int) string { return fmt.Sprintf("slip-%d.png", id) }

// slips shows pieces of paper side by side.
func (t *teller) slips(slips []printer.Slip) {
	for len(slips) > 0 {
		row := slips[:min(perRow, len(slips))]
		slips = slips[len(row):]
		boxes, height := make([][]string, len(row)), 0
		for i, s := range row {
			boxes[i] = box(s)
			height = max(height, len(boxes[i]))
		}
		for y := range height {
			line := "  "
			for _, b := range boxes {
				cell := ""
				if y < len(b) {
					cell = b[y]
				}
				line += "  " + padded(cell, columns+4)
			}
			fmt.Fprintln(t.out, strings.TrimRight(line, " "))
		}
	}
}

// box draws a piece of paper: a cut is a straight line, the end of a roll is torn.
func box(s printer.Slip) []string {
	top, bottom := "┌"+strings.Repeat("─", columns+2)+"┐", "└"+strings.Repeat("─", columns+2)+"┘"
	if s.Continues != nil {
		top = strings.Repeat("~", columns+4)
	}
	if !s.Cut {
		bottom = strings.Repeat("~", columns+4)
	}
	lines := []string{top}
	for _, text := range strings.Split(strings.Trim(s.Text, "\n"), "\n") {
		lines = append(lines, "│ "+padded(text, columns)+" │")
	}
	return append(lines, bottom, "  "+pictureName(s.ID))
}

// width counts the columns of a console: hanzi take two, frames and marks one.
func width(text string) int {
	n := 0
	for _, r := range text {
		if r < 0x2E80 {
			n++
			continue
		}
		n += 2
	}
	return n
}

func padded(text string, columns int) string {
	return text + strings.Repeat(" ", max(0, columns-width(text)))
}
