package machine

import (
	"posterm/journal/roll"
	"posterm/txn"
)

// checkBatches: one settlement closes one batch once, with what its rows come to; the rows
// of a closed batch say the same for ever; both sides count the same batch, or the terminal
// knows that they do not.
func (w *world) checkBatches() {
	closed := map[txn.Batch]bool{}
	for i, r := range w.rows {
		if closed[r.Batch] && r.What != roll.Closed {
			w.unchanged(r)
		}
		if r.What != roll.Closed {
			continue
		}
		if closed[r.Batch] || w.rows[i-1].Kind != txn.Settle || w.rows[i-1].What != roll.Approved || w.rows[i-1].Batch != r.Batch {
			w.fail("row %d closes batch %s, which was closed before, or by no settlement", r.Seq, r.Batch)
		}
		closed[r.Batch] = true
		w.checkSettled(w.txn(w.rows[i-1].Txn))
	}
	for batch, n := range w.host.ended {
		if n != 1 || !closed[batch] {
			w.fail("batch %s was ended %d times at the host; closed here: %v", batch, n, closed[batch])
		}
	}
	if w.book.Freeze != 0 || len(closed) != len(w.host.ended) || w.book.Batch != w.host.batch && w.book.Keys.HostBatch != w.host.batch {
		w.fail("batch %s is open here, %s at the host; %d closed here, %d there", w.book.Batch, w.host.batch, len(closed), len(w.host.ended))
	}
	w.checkTotals(w.book.Batch, roll.ID(w.book.Seq+1), w.book.Totals)
}

// unchanged: after a batch was closed only paper is told of it, and what a person has to decide.
func (w *world) unchanged(r roll.Row) {
	if r.Txn == 0 || r.What == roll.AttemptMade || r.What.EndsAttempt() {
		return
	}
	parked := false
	for _, before := range w.rows[:r.Seq-1] {
		parked = parked || before.Txn == r.Txn && before.What == roll.Parked
	}
	if !parked {
		w.fail("row %d tells %s of %s %s, whose batch %s is closed", r.Seq, r.What, r.Kind, r.Trace, r.Batch)
	}
}

// checkSettled: the totals that were compared are what the rows came to, and the verdict is
// what the host said.
func (w *world) checkSettled(t roll.Txn) {
	w.checkTotals(t.Batch, t.ID, *t.Intent.Frozen)
	verdict := w.host.verdict[t.Batch]
	if t.Compared == nil || t.Compared.Result() != verdict || t.Outcome.Report == nil || t.Outcome.Report.Result != verdict {
		w.fail("the host says %s of batch %s, the record %+v and %+v", verdict, t.Batch, t.Compared, t.Outcome.Report)
	}
	if want := records(*t.Intent.Frozen); verdict == txn.Balanced != (t.Upload.Records == 0) && want > 0 || t.Upload.Records > 0 && t.Upload.Records != want {
		w.fail("%d of %d transactions of batch %s were uploaded", t.Upload.Records, want, t.Batch)
	}
	told := w.host.stray != txn.Totals{} || w.host.digit != txn.NotCompared || w.rough()
	if verdict != txn.Balanced && !told {
		w.fail("batch %s is %s", t.Batch, verdict)
	}
}

// checkTotals: what the Book counts is what the rows say, and what the host holds.
func (w *world) checkTotals(batch txn.Batch, before roll.ID, have roll.Frozen) {
	var sum roll.Frozen
	for _, t := range w.counted(batch, before) {
		sum = sum.Count(t.Kind, t.Intent.Amount, t.Outcome.Org)
	}
	have.Reserve = 0
	if sum != have {
		w.fail("batch %s: the totals %+v are not those of the rows %+v", batch, have, sum)
	}
	if own := w.host.totals(batch); own != have && !w.rough() {
		w.fail("batch %s: the host counts %+v, the terminal %+v", batch, own, have)
	}
}
