package sim

import (
	"posterm/comms/message"
	"posterm/txn"
)

// Mark is a situation that a test which never reaches it is blind for.
type Mark uint8

// The situations, by the holes of docs/design/RELIABILITY.md 3.9 that exist so far.
const (
	ReversalAnswerLost  Mark = iota // 1
	LateAnswer                      // 2 and 3
	ForeignAnswer                   // 4
	TraceWrap                       // 5
	TraceAfterRestart               // 6
	LateOriginal                    // 7
	ReversalTwice                   // 9
	CutBeforePaper                  // 10
	CutBeforeRecord                 // 11
	PaperOutHalfWay                 // 12
	Unconfirmed                     // 14
	PaperTwice                      // 15
	ClockJump                       // 16
	BatchFull                       // 17
	DiskBeforeSending               // 18
	DiskAfterApproval               // 19
	SyncFailed                      // 20
	VoidAnswerLost                  // 28
	VoidOfReversing                 // 29
	SecondDoor                      // 34
	WrongMAC                        // 37
	WrongField                      // 38
	RefusedForGood                  // 39
	AgainWhileReversing             // 42
	ForgedRefusal                   // RULES.md 2.3
	markCount
)

// Situation says what a mark stands for.
type Situation struct {
	Hole string // number in the list of holes
	Says string
}

// Situations lists all marks with their words.
var Situations = [markCount]Situation{
	ReversalAnswerLost:  {"1", "the answer to a reversal is lost"},
	LateAnswer:          {"2, 3", "an answer comes after its timeout, on the next connection"},
	ForeignAnswer:       {"4", "an answer to another trace number comes"},
	TraceWrap:           {"5", "999999 is followed by 000001"},
	TraceAfterRestart:   {"6", "a number is taken after a power cut"},
	LateOriginal:        {"7", "a request arrives after its own reversal"},
	ReversalTwice:       {"9", "a reversal arrives twice"},
	CutBeforePaper:      {"10", "the power goes between an approval's record and its paper"},
	CutBeforeRecord:     {"11", "the power goes between an approval and its record"},
	PaperOutHalfWay:     {"12", "the paper ends in the middle of a slip"},
	Unconfirmed:         {"14", "the printer confirms nothing"},
	PaperTwice:          {"15", "a copy is printed twice"},
	ClockJump:           {"16", "the clock jumps"},
	BatchFull:           {"17", "the batch is full"},
	DiskBeforeSending:   {"18", "the disk fails before anything is sent"},
	DiskAfterApproval:   {"19", "the disk fails after the host approved"},
	SyncFailed:          {"20", "the disk reports an error for rows that it may have"},
	VoidAnswerLost:      {"28", "the answer to a void is lost"},
	VoidOfReversing:     {"29", "a sale is to be voided that is being reversed"},
	SecondDoor:          {"34", "a second command is given while an exchange is under way"},
	WrongMAC:            {"37", "an approval's MAC does not hold"},
	WrongField:          {"38", "an approval names another amount or terminal"},
	RefusedForGood:      {"39", "the host refuses a reversal for good"},
	AgainWhileReversing: {"42", "a sale is begun while a reversal is owed"},
	ForgedRefusal:       {"37", "somebody without the key says that a request was refused"},
}

// Tally counts what a life had in it.
type Tally struct {
	Transactions int // exchanges of a kind, not counting reversals
	Faults       int // of line, host, printer, disk and clock
	Cuts         int // power cuts
	Restarts     int // orderly ones
	Marks        [markCount]int
}

// Add adds another life's counts.
func (t *Tally) Add(o Tally) {
	t.Transactions += o.Transactions
	t.Faults += o.Faults
	t.Cuts += o.Cuts
	t.Restarts += o.Restarts
	for m, n := range o.Marks {
		t.Marks[m] += n
	}
}

// Missing lists the situations that were never reached.
func (t *Tally) Missing() (missing []Situation) {
	for m, n := range t.Marks {
		if n == 0 {
			missing = append(missing, Situations[m])
		}
	}
	return missing
}

func (w *World) mark(m Mark) { w.Tally.Marks[m]++ }

// markLost marks whose answer was lost.
func (w *World) markLost(m *message.Message) {
	switch {
	case m.MTI == "0400":
		w.mark(ReversalAnswerLost)
	case m.Get(3) == "200000":
		w.mark(VoidAnswerLost)
	}
}

// markAnswer marks what was wrong with an answer.
func (w *World) markAnswer(fault int, m *message.Message) {
	switch fault {
	case answerLate:
		w.mark(LateAnswer)
	case wrongTrace:
		w.mark(ForeignAnswer)
	case wrongMAC:
		w.mark(WrongMAC)
	case wrongAmount, wrongTerminal:
		w.mark(WrongField)
	case requestTwice:
		if m.MTI == "0400" {
			w.mark(ReversalTwice)
		}
	}
}

func traceOf(m *message.Message) txn.Trace {
	n, _ := txn.ParseNumber(m.Get(11))
	return txn.Trace(n)
}
