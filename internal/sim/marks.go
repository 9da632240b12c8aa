package sim

import (
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Mark is a situation that a test which never reaches it is blind for.
type Mark uint8

// The situations, by the holes of docs/design/RELIABILITY.md 3.9, or by the section that
// gives the rule.
const (
	ReversalAnswerLost Mark = iota
	LateAnswer
	ForeignAnswer
	TraceWrap
	TraceAfterRestart
	LateOriginal
	IssuerOvertaken
	ReversalTwice
	CutBeforePaper
	CutBeforeRecord
	PaperOutHalfWay
	Unconfirmed
	PaperTwice
	ClockJump
	BatchFull
	DiskBeforeSending
	DiskAfterApproval
	SyncFailed
	SettleAnswerLost
	SettleWhileReversing
	SettleWhileAsking
	CutDuringUpload
	UploadAnswerLost
	TotalsDiffered
	AfterCutOver
	VoidAnswerLost
	CompletionAnswerLost
	RefundAnswerLost
	VoidOfReversing
	Failover
	ReversedElsewhere
	KeptConnection
	HalfOpen
	SecondDoor
	Cancelled
	WrongMAC
	ForgedRefusal
	KeysParted
	WrongField
	PartialApproval
	RefusedForGood
	ForgottenReversal
	ParkedAcrossBatches
	AgainWhileReversing
	RefundWhileInDoubt
	RepeatDuplicate
	RepeatSignIn
	LateRefund
	Elsewhere
	WalletWaits
	LeftWaiting
	Knocked
	PaidAfterClose
	CloseFindsPaid
	SeveralBatches
	BatchClosedByHost
	BatchClash
	markCount
)

// Situation says what a mark stands for.
type Situation struct {
	Hole string // number in the list of holes, or section
	Says string
}

// Situations lists all marks with their words.
var Situations = [markCount]Situation{
	ReversalAnswerLost:   {"1", "the answer to a reversal is lost"},
	LateAnswer:           {"2, 3", "an answer comes after its timeout, on the next connection"},
	ForeignAnswer:        {"4", "an answer to another trace number comes"},
	TraceWrap:            {"5", "999999 is followed by 000001"},
	TraceAfterRestart:    {"6", "a number is taken after a power cut"},
	LateOriginal:         {"7", "a request arrives after its own reversal"},
	IssuerOvertaken:      {"8", "an issuer decides a request after its reversal was answered"},
	ReversalTwice:        {"9", "a reversal arrives twice"},
	CutBeforePaper:       {"10", "the power goes between an approval's record and its paper"},
	CutBeforeRecord:      {"11", "the power goes between an approval and its record"},
	PaperOutHalfWay:      {"12", "the paper ends in the middle of a slip"},
	Unconfirmed:          {"14", "the printer confirms nothing"},
	PaperTwice:           {"15", "a copy is printed twice"},
	ClockJump:            {"16", "the clock jumps"},
	BatchFull:            {"17", "the batch is full"},
	DiskBeforeSending:    {"18", "the disk fails before anything is sent"},
	DiskAfterApproval:    {"19", "the disk fails after the host approved"},
	SyncFailed:           {"20", "the disk reports an error for rows that it may have"},
	SettleAnswerLost:     {"23", "the answer to the comparison of totals is lost"},
	SettleWhileReversing: {"24", "a settlement is asked for while a reversal or a refund is owed"},
	SettleWhileAsking:    {"24", "a settlement is asked for while a wallet order is open"},
	CutDuringUpload:      {"25", "the power goes during the upload of a batch"},
	UploadAnswerLost:     {"25", "the answer to a batch list, or to the end of the batch, is lost"},
	TotalsDiffered:       {"26", "the host finds other totals, and the batch is uploaded"},
	AfterCutOver:         {"27", "a sale is approved on the host's next day, in a batch of the day before"},
	VoidAnswerLost:       {"28", "the answer to a void is lost"},
	CompletionAnswerLost: {"28", "the answer to a completion is lost"},
	RefundAnswerLost:     {"28", "the answer to a refund is lost"},
	VoidOfReversing:      {"29", "a sale is to be voided that is being reversed"},
	Failover:             {"30", "the primary host cannot be reached, and the backup is asked"},
	ReversedElsewhere:    {"30", "a reversal takes another way than its original"},
	KeptConnection:       {"31", "a connection is kept, and used again"},
	HalfOpen:             {"31", "a kept connection takes the request and says nothing more"},
	SecondDoor:           {"34", "a second command is given while an exchange is under way"},
	Cancelled:            {"34", "somebody presses cancel while an exchange is under way"},
	WrongMAC:             {"37", "an approval's MAC does not hold"},
	ForgedRefusal:        {"37", "somebody without the key says that a request was refused"},
	KeysParted:           {"37", "the host has other keys than the terminal"},
	WrongField:           {"38", "an approval names another amount or terminal"},
	PartialApproval:      {"38", "the host approves a part"},
	RefusedForGood:       {"39", "the host refuses a reversal for good"},
	ForgottenReversal:    {"39", "a reversal is answered 25 on another day"},
	ParkedAcrossBatches:  {"39", "what was parked in one batch is decided in another"},
	AgainWhileReversing:  {"42", "a sale is begun while a reversal is owed"},
	RefundWhileInDoubt:   {"3.4", "a refund is asked for while another one of the same is in doubt"},
	RepeatDuplicate:      {"3.4", "a repeated refund is answered 94"},
	RepeatSignIn:         {"3.4", "a repeated refund is answered 77 or A0"},
	LateRefund:           {"3.4", "a refund arrives after its repeat was decided"},
	Elsewhere:            {"3.4", "what is refunded or completed was done at another till"},
	WalletWaits:          {"3.5", "a wallet payment waits for its customer"},
	LeftWaiting:          {"3.5", "the terminal is switched off while a wallet payment waits"},
	Knocked:              {"3.5", "a command comes while the terminal asks about orders by itself"},
	PaidAfterClose:       {"3.5", "a wallet payment arrives after its order was closed"},
	CloseFindsPaid:       {"3.5", "an order is closed, and it was paid"},
	SeveralBatches:       {"3.6", "several batches are closed in one life"},
	BatchClosedByHost:    {"3.6", "the host closes a batch by itself"},
	BatchClash:           {"3.7", "money is refused because the host is in another batch"},
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
	kind := w.record.kinds[w.record.byTrace[traceOf(m)]]
	switch {
	case m.MTI == "0400":
		w.mark(ReversalAnswerLost)
	case m.MTI == "0500":
		w.mark(SettleAnswerLost)
	case m.MTI == "0320":
		w.mark(UploadAnswerLost)
	case kind.Tie() == txn.Undoes:
		w.mark(VoidAnswerLost)
	case kind.Tie() == txn.Fulfils:
		w.mark(CompletionAnswerLost)
	case kind.Tie() == txn.GivesBack:
		w.mark(RefundAnswerLost)
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

// markDeal marks what is open when something is asked for.
func (w *World) markDeal(kind txn.Kind) {
	if kind != txn.Settle {
		return
	}
	for _, id := range w.record.moving {
		switch is := w.record.is[id]; {
		case is != roll.InDoubt && is != roll.IntentMade:
		case w.record.kinds[id].Doubt() == txn.Asked:
			w.mark(SettleWhileAsking)
		default:
			w.mark(SettleWhileReversing)
		}
	}
}

func (w *World) markRefusal(r machine.Refusal) {
	switch r {
	case machine.RefusedBatchFull:
		w.mark(BatchFull)
	case machine.RefusedClash:
		w.mark(BatchClash)
	}
}

// markRow marks what a durable row tells.
func (w *World) markRow(r roll.Row) {
	repeated := r.Kind.Doubt() == txn.Repeated
	switch b := r.Body.(type) {
	case roll.Outcome:
		if b.Code == txn.OrderPaid {
			w.mark(CloseFindsPaid)
		}
		w.markDay(r, b)
	case roll.Refusal:
		switch {
		case r.What == roll.Refused && repeated && b.Code == "94":
			w.mark(RepeatDuplicate)
		case r.What == roll.Refused && repeated && b.SignIn:
			w.mark(RepeatSignIn)
		case r.What == roll.Parked && b.Code == "25":
			w.mark(ForgottenReversal)
		}
	case roll.Upload:
		w.mark(TotalsDiffered)
	case roll.Attempt:
		if b.N > 1 {
			w.mark(PaperTwice)
		}
	case roll.Decision:
		if r.Batch != w.record.batch {
			w.mark(ParkedAcrossBatches)
		}
	case roll.Checkpoint:
		if w.record.closings > 1 {
			w.mark(SeveralBatches)
		}
	}
}

// markDay marks the first approval of another day within a batch.
func (w *World) markDay(r roll.Row, o roll.Outcome) {
	if r.What != roll.Approved || !r.Kind.BringsMoney() || o.SettleDate == "" {
		return
	}
	if first, begun := w.record.days[r.Batch]; begun && first != o.SettleDate {
		w.mark(AfterCutOver)
	} else {
		w.record.days[r.Batch] = o.SettleDate
	}
}

// markWay marks by which way a request leaves.
func (w *World) markWay(c *conn, m *message.Message, kept bool) {
	trace := traceOf(m)
	if c.path == line.Backup {
		w.mark(Failover)
	}
	if way := w.record.ways[trace]; m.MTI == "0400" && way != "" && way != c.path {
		w.mark(ReversedElsewhere)
	}
	if m.MTI != "0400" {
		w.record.ways[trace] = c.path
	}
	if kept && (c.fault == requestLost || c.fault == answerLost) {
		w.mark(HalfOpen)
	}
}
