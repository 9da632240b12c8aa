package sim

import (
	"math"
	"slices"

	"posterm/comms/frame"
	"posterm/comms/message"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal"
	"posterm/txn"
)

// record is what the terminal was told is durable: against it stands what it sends,
// prints and says.
type record struct {
	is       map[roll.ID]roll.What // how far the money got
	kinds    map[roll.ID]txn.Kind
	intents  map[roll.ID]roll.Intent
	outcomes map[roll.ID]roll.Outcome
	origs    map[roll.ID]roll.ID
	stands   map[roll.ID]bool // by a person's word
	tries    map[roll.ID]int
	attempts map[uint64]roll.Row
	byTrace  map[txn.Trace]roll.ID // the newest one
	traces   map[roll.ID]txn.Trace
	moving   []roll.ID // transactions that can move money
	frozen   roll.ID   // the settlement that froze the batch
	batch    txn.Batch // the open one
	closings int
	settled  int                  // of moving, those in closed batches
	days     map[txn.Batch]string // settlement date of the first approval
	ways     map[txn.Trace]string // by which it was sent last
	last     roll.Row
}

func newRecord(rows []roll.Row) *record {
	r := &record{
		is: map[roll.ID]roll.What{}, kinds: map[roll.ID]txn.Kind{}, intents: map[roll.ID]roll.Intent{}, outcomes: map[roll.ID]roll.Outcome{},
		origs: map[roll.ID]roll.ID{}, stands: map[roll.ID]bool{}, tries: map[roll.ID]int{}, attempts: map[uint64]roll.Row{},
		byTrace: map[txn.Trace]roll.ID{}, traces: map[roll.ID]txn.Trace{}, days: map[txn.Batch]string{}, ways: map[txn.Trace]string{}, batch: 1,
	}
	for _, row := range rows {
		r.note(row)
	}
	return r
}

func (r *record) note(row roll.Row) {
	switch row.What {
	case roll.IntentMade:
		r.begin(row)
	case roll.OrderAsked:
		ask, _ := row.Body.(roll.Ask)
		r.byTrace[ask.Trace] = row.Txn
		r.tries[row.Txn]++
	case roll.Approved, roll.Declined, roll.NotSent, roll.InDoubt, roll.Reversed, roll.Parked, roll.Resolved, roll.Unpaid:
		r.is[row.Txn] = row.What
		d, decided := row.Body.(roll.Decision)
		r.stands[row.Txn] = row.What == roll.Approved || decided && d.Stands
		if o, answered := row.Body.(roll.Outcome); answered {
			r.outcomes[row.Txn] = o
		}
		if row.Txn == r.frozen && (row.What == roll.Approved || row.What == roll.NotSent) {
			r.frozen = 0
		}
	case roll.RevTry, roll.Repeat:
		r.tries[row.Txn]++
	case roll.AttemptMade:
		r.attempts[row.Seq] = row
	case roll.Closed:
		r.closings, r.settled = r.closings+1, len(r.moving)
		cp, _ := row.Body.(roll.Checkpoint)
		r.batch = cp.Book.Batch
	case roll.KeysSet:
		if k, _ := row.Body.(roll.Keys); r.batch != k.HostBatch && len(r.moving) == 0 {
			r.batch = k.HostBatch // adopted
		}
	}
	r.last = row
}

func (r *record) begin(row roll.Row) {
	r.traces[row.Txn], r.kinds[row.Txn], r.origs[row.Txn], r.is[row.Txn] = row.Trace, row.Kind, row.Orig, row.What
	in, _ := row.Body.(roll.Intent)
	r.intents[row.Txn] = in
	for n := 0; n == 0 || in.Frozen != nil && n <= in.Frozen.Reserve; n++ {
		r.byTrace[row.Trace.Skip(n)] = row.Txn
	}
	if row.Kind == txn.Settle {
		r.frozen = row.Txn
	}
	if row.Kind.Moves() {
		r.moving = append(r.moving, row.Txn)
	}
}

// unsettled counts the transactions of the open batch that could move money.
func (r *record) unsettled() int { return len(r.moving) - r.settled }

// watched is the journal as the terminal has it, with the power going around it and
// the world looking at what was acknowledged.
type watched struct {
	terminal.Roll
	world *World
}

func (j watched) Commit(rows []roll.Row, seal *journal.Seal) error {
	err := j.commit(rows, seal)
	if err != nil {
		j.world.wait.ended = true // whoever gave a command is told of the failure
	}
	return err
}

func (j watched) commit(rows []roll.Row, seal *journal.Seal) error {
	w := j.world
	if w.dead.Load() {
		return errPower
	}
	if w.cut("before a commit") {
		w.markCut(rows)
		return errPower
	}
	err := j.Roll.Commit(rows, seal)
	if err != nil {
		w.failedCommit(rows, err)
		return err
	}
	for _, r := range rows {
		w.noted(r)
	}
	if w.cut("after a commit") {
		return errPower
	}
	return nil
}

func (j watched) Book() (roll.Book, []roll.Row, error) {
	b, rows, err := j.Roll.Book()
	if err != nil {
		return b, rows, err
	}
	fresh := rows
	if all, ok := j.Roll.(interface {
		Rows(after uint64, limit int) ([]roll.Row, error)
	}); ok && j.world.record != nil && len(rows) > 0 && rows[0].Seq > j.world.record.last.Seq+1 { // it begins at the last batch
		fresh, err = all.Rows(j.world.record.last.Seq, math.MaxInt32)
	}
	j.world.reread(fresh)
	j.world.book = b
	return b, rows, err
}

// reread takes what a failed commit left on the disk all the same.
func (w *World) reread(rows []roll.Row) {
	if w.record == nil {
		w.record = newRecord(nil)
	}
	for _, r := range rows {
		if r.Seq > w.record.last.Seq {
			w.record.note(r)
		}
	}
}

// noted takes a durable row.
func (w *World) noted(r roll.Row) {
	before := w.record.last
	w.record.note(r)
	w.wrote(r)
	w.believed(r)
	switch r.What {
	case roll.IntentMade:
		w.Tally.Transactions++
		w.markIntent(r, before)
	case roll.Reversed:
		w.undone[r.Trace] = true
	}
	w.markRow(r)
}

// believed: what decides nothing has decided nothing, and only a host that has answered
// a reversal parks it. Cash asks no host.
func (w *World) believed(r roll.Row) {
	if r.Kind.Local() {
		return
	}
	switch r.What {
	case roll.Approved, roll.Declined, roll.Reversed, roll.Unpaid, roll.KeysSet, roll.Compared, roll.Uploaded, roll.Closed:
		if w.forbidden != "" {
			w.violated("%s is %s by %s", r.Trace, r.What, w.forbidden)
		}
	case roll.Parked:
		if !w.refused[r.Trace] {
			w.violated("%s is parked, and no host has ever refused it", r.Trace)
		}
	}
}

// wrote tells a row as the journal keeps it.
func (w *World) wrote(r roll.Row) {
	if !w.story.kept {
		return
	}
	switch b := r.Body.(type) { // digests are made with a key that is drawn for each journal
	case roll.Intent:
		b.Digest = ""
		r.Body = b
	case roll.Checkpoint:
		b.Book.Txns = slices.Clone(b.Book.Txns)
		for i := range b.Book.Txns {
			b.Book.Txns[i].Intent.Digest = ""
		}
		r.Body = b
	}
	body, err := r.Encode()
	if err != nil {
		w.violated("row %d cannot be written: %v", r.Seq, err)
	}
	w.happened(inJournal, "row %d %s %s %s %s", r.Seq, r.Trace, r.Kind, r.What, body)
}

func (w *World) markIntent(r, before roll.Row) {
	if r.Trace == 1 && w.lastTrace == txn.TraceLimit {
		w.mark(TraceWrap)
	}
	w.lastTrace = r.Trace
	if w.rebooted {
		w.mark(TraceAfterRestart)
		w.rebooted = false
	}
	if before.What == roll.Reversed && r.Kind == txn.Sale {
		w.mark(AgainWhileReversing)
	}
}

// markCut marks what a cut before a commit took away.
func (w *World) markCut(rows []roll.Row) {
	for _, r := range rows {
		if r.What == roll.Approved && r.Kind.Moves() {
			w.mark(CutBeforeRecord)
		}
	}
}

func (w *World) failedCommit(rows []roll.Row, err error) {
	w.happened(inJournal, "row %d could not be written: %v", rows[0].Seq, err)
	for _, r := range rows {
		switch {
		case r.What == roll.IntentMade:
			w.mark(DiskBeforeSending)
		case r.What == roll.Approved && r.Kind.Moves():
			w.mark(DiskAfterApproval)
		}
	}
}

// sent looks at a request that is about to leave: its intent is durable, and if it is
// a reversal, its try.
func (w *World) sent(raw []byte) *message.Message {
	m := &message.Message{}
	f, err := frame.Decode(raw)
	if err == nil {
		m, err = message.Unpack(f.Body)
	}
	if err != nil {
		w.violated("the terminal sent bytes that mean nothing: %v", err)
		return &message.Message{}
	}
	w.happened(wire, "%s leaves", told(m))
	if m.MTI == "0820" {
		return m // an echo, perhaps of the link's own
	}
	id, known := w.record.byTrace[traceOf(m)]
	switch is := w.record.is[id]; {
	case !known:
		w.violated("%s left before its intent was durable", told(m))
	case m.MTI == "0400" && w.record.tries[id] == 0:
		w.violated("%s left before its try was durable", told(m))
	case m.MTI == "0400" && is == roll.Approved:
		w.violated("%s undoes what is recorded as approved", told(m))
	case m.MTI != "0400" && is != roll.IntentMade && !(is == roll.InDoubt || is == roll.Parked) || is != roll.IntentMade && w.record.tries[id] == 0:
		w.violated("%s left although it is %s", told(m), is)
	case w.record.frozen != 0 && id != w.record.frozen && m.MTI[:2] != "08":
		w.violated("%s left although the batch is frozen", told(m))
	case m.MTI == "0100" || m.MTI == "0200" || m.MTI == "0220":
		w.gated(m, id)
	}
	return m
}

// gated: nothing is asked for while an older reversal or repeat is owed. Wallet orders
// keep nobody waiting, and what is repeated goes oldest first.
func (w *World) gated(m *message.Message, id roll.ID) {
	for _, other := range w.record.moving {
		if w.record.kinds[other].Doubt() == txn.Asked || other > id {
			continue
		}
		if is := w.record.is[other]; other != id && (is == roll.IntentMade || is == roll.InDoubt) {
			w.violated("%s left while the reversal of %s was owed", told(m), w.refOf(other))
		}
	}
}

// promised looks at a slip that is about to be printed: its attempt is durable, and so
// is what it claims.
func (w *World) promised(job printer.Job) {
	row, known := w.record.attempts[job.Number]
	if !known {
		w.violated("job %d is printed and its attempt is not durable", job.Number)
		return
	}
	a, _ := row.Body.(roll.Attempt)
	mark := ""
	if a.Marked {
		mark = ", marked 重打印 DUPLICATE"
	}
	w.happened(onPaper, "job %d: %s of %s for the %s, attempt %d%s", job.Number, a.Form, row.Trace, a.For, a.N, mark)
	if is := w.record.is[row.Txn]; (a.Form == txn.FormSlip || a.Form == txn.FormSettlement) && is != roll.Approved && is != roll.Resolved {
		w.violated("an approved slip of %s is printed, which is %s", row.Trace, is)
	}
}
