package office

import (
	"encoding/base64"
	"html/template"
	"strings"

	"posterm/emulator/host"
	"posterm/emulator/printer"
)

// sheet is one piece of paper of a transaction.
type sheet struct {
	printer.Slip
	// Picture is the piece as an image in the page itself, in evidence packs only.
	Picture template.URL
}

// labels are what stands before the numbers on a slip, in the order of a Key's members.
var labels = [3][]string{{"终端编号", "TERMINAL NO."}, {"批次号", "BATCH NO."}, {"凭证号", "VOUCHER NO."}}

// papers finds the pieces of paper of a transaction, oldest first: slips that carry its three
// numbers, and pieces that continue each other because the roll ended between.
func papers(slips []printer.Slip, k host.Key) (all []sheet) {
	first := map[int]int{} // piece: the first of the pieces that belong together
	texts := map[int]string{}
	for i := range slips {
		s := &slips[i]
		first[s.ID] = s.ID
		if s.Continues != nil {
			if from, known := first[*s.Continues]; known {
				first[s.ID] = from
			}
		}
		texts[first[s.ID]] += s.Text + "\n"
	}
	of := map[int]bool{}
	for id, text := range texts {
		of[id] = carries(text, k)
	}
	for i := range slips {
		if of[first[slips[i].ID]] {
			all = append(all, sheet{Slip: slips[i]})
		}
	}
	return all
}

// carries says whether each of a transaction's numbers stands behind its label.
func carries(text string, k host.Key) bool {
	for i, number := range []string{k.Terminal, k.Batch, k.Trace} {
		if !labelled(text, labels[i], number) {
			return false
		}
	}
	return true
}

func labelled(text string, labels []string, number string) bool {
	for line := range strings.SplitSeq(text, "\n") {
		for _, label := range labels {
			if value, found := strings.CutPrefix(strings.TrimSpace(line), label); found && strings.Trim(value, " :：") == number {
				return true
			}
		}
	}
	return false
}

// papersOf are the pieces that the printer still has.
func (f *Office) papersOf(k host.Key) []sheet {
	if f.Paper == nil {
		return nil
	}
	return papers(f.Paper.Slips(), k)
}

// pictured puts the pictures in; a piece that was thrown away meanwhile has none.
func (f *Office) pictured(all []sheet) []sheet {
	for i := range all {
		if png, err := f.Paper.SlipPNG(all[i].ID); err == nil {
			all[i].Picture = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
		}
	}
	return all
}
