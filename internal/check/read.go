package check

import (
	"regexp"
	"strconv"
	"strings"

	"posterm/emulator/printer"
	"posterm/journal/roll"
	"posterm/txn"
)

// Paper is one slip as a person would pick it up: a piece of paper, or the pieces
// that belong together because the roll ended in between.
type Paper struct {
	Pieces []printer.Slip
	Of     txn.Ref // zero when the paper ends before it says
	Form   txn.Form
	For    txn.Holder
	Marked bool // carries 重打印 DUPLICATE
	Whole  bool // from the first line to the cut
}

// Read joins the pieces of a roll and reads what is written on them. Foot is what
// stands at the end of every slip: a printer calls a slip complete that ends by a cut,
// also when the terminal lost its power half way and the next one cut it off.
func Read(slips []printer.Slip, foot string) (papers []Paper) {
	at := map[int]int{} // piece id: place in papers
	for _, s := range slips {
		if s.Continues != nil {
			if i, known := at[*s.Continues]; known {
				papers[i].Pieces = append(papers[i].Pieces, s)
				at[s.ID] = i
				continue
			}
		}
		at[s.ID] = len(papers)
		papers = append(papers, Paper{Pieces: []printer.Slip{s}})
	}
	for i := range papers {
		papers[i].decipher(foot)
	}
	return papers
}

// What is looked for on paper, in both languages of our slips.
var (
	traceOnPaper = regexp.MustCompile(`(?m)^\s*(?:凭证号|VOUCHER NO\.)[^0-9\n]*([0-9]{6})\b`)
	batchOnPaper = regexp.MustCompile(`(?m)^\s*(?:批次号|BATCH NO\.)[^0-9\n]*([0-9]{6})\b`)
	formsOnPaper = []struct {
		form  txn.Form
		title *regexp.Regexp
	}{ // the first that is found counts
		{txn.FormNotApproved, regexp.MustCompile(`未成功 NOT APPROVED`)},
		{txn.FormFault, regexp.MustCompile(`故障报告单|FAULT REPORT`)},
		{txn.FormReversal, regexp.MustCompile(`冲正单|REVERSAL SLIP`)},
		{txn.FormSlip, regexp.MustCompile(`POS签购单|SALES SLIP`)},
	}
	cardholderOnPaper = "CARDHOLDER COPY"
)

func (p *Paper) decipher(foot string) {
	var text strings.Builder
	for _, piece := range p.Pieces {
		text.WriteString(piece.Text + "\n")
		p.Marked = p.Marked || piece.Duplicate
	}
	all := text.String()
	p.Of = txn.Ref{Batch: txn.Batch(numberOn(all, batchOnPaper)), Trace: txn.Trace(numberOn(all, traceOnPaper))}
	if p.Of.Trace == 0 || p.Of.Batch == 0 {
		p.Of = txn.Ref{}
	}
	for _, f := range formsOnPaper {
		if f.title.MatchString(all) {
			p.Form = f.form
			break
		}
	}
	if strings.Contains(all, cardholderOnPaper) {
		p.For = txn.Cardholder
	}
	p.Whole = whole(p.Pieces) && strings.Contains(all, foot)
}

// whole: one piece that is complete, or pieces of which every one but the last ended
// with its roll, and the last by a cut.
func whole(pieces []printer.Slip) bool {
	if len(pieces) == 1 {
		return pieces[0].Complete
	}
	last := len(pieces) - 1
	for _, piece := range pieces[:last] {
		if piece.Ended != "paper_out" {
			return false
		}
	}
	return pieces[last].Cut
}

func numberOn(text string, pattern *regexp.Regexp) uint32 {
	found := pattern.FindStringSubmatch(text)
	if found == nil {
		return 0
	}
	n, err := strconv.ParseUint(found[1], 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

func (p Paper) is(c roll.Copy) bool { return p.Form == c.Form && p.For == c.For }

// ids names the pieces: "3" or "3+4".
func (p Paper) ids() string {
	var ids []string
	for _, piece := range p.Pieces {
		ids = append(ids, strconv.Itoa(piece.ID))
	}
	return strings.Join(ids, "+")
}
