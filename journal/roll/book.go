package roll

import (
	"cmp"
	"slices"
	"time"

	"posterm/txn"
)

// Book is what the roll says now: counters, keys, what is still owed, and the
// last transaction that could move money. It holds nothing else, so that it
// stays small however long the roll grows.
type Book struct {
	Seq    uint64    `json:"seq"`   // the last row
	At     time.Time `json:"at"`    // the latest time a row was written; see tick
	Batch  txn.Batch `json:"batch"` // the open batch
	Trace  txn.Trace `json:"trace"` // the last number used
	Used   int       `json:"used"`  // trace numbers used in the open batch
	Count  int       `json:"count"` // transactions in the open batch that could move money
	Signed bool      `json:"signed"`
	Keys   Keys      `json:"keys"`
	Last   ID        `json:"last"`             // the last transaction of a kind that moves money
	Txns   []Txn     `json:"txns"`             // what is owed, and the last one; ascending ID
	Totals Frozen    `json:"totals,omitzero"`  // what the approvals of the open batch come to
	Freeze ID        `json:"freeze,omitempty"` // the settlement that froze the batch: no more money until it ends
	Closed ID        `json:"closed,omitempty"` // the settlement that closed the batch before
	Order  uint64    `json:"order,omitempty"`  // wallet orders so far: the counter in their numbers
	Forged int       `json:"forged,omitempty"` // answers with a wrong MAC since the last one that held
	// HostDay is the host's date as last heard, MMDD.
	HostDay string `json:"host_day,omitempty"`
	// SettleDay is the host's settlement date as last heard, MMDD.
	SettleDay string `json:"settle_day,omitempty"`
	// Terminal and Merchant are the numbers the open batch was made with.
	Terminal string `json:"terminal"`
	Merchant string `json:"merchant"`
	// Today is what the newest day of trade came to, for limits of a day.
	Today Today `json:"today,omitzero"`
	// Training says that no row of this roll is about money: people are trained with it. The first row says so, or it is not so.
	Training bool `json:"training,omitempty"`
	// Hanging are the attempts since the last slip that was printed: what there is
	// of theirs may hang unfinished in the printer. Ascending, without those not begun.
	Hanging []uint64 `json:"hanging,omitempty"`
}

// Apply gives the Book after one more row. It is the only code that changes a
// Book; the receiver and everything it refers to stay as they were.
func (b Book) Apply(r Row) Book {
	if cp, ok := r.Body.(Checkpoint); ok {
		b = cp.Book
		return b.tick(r)
	}
	b = b.tick(r).trade(r)
	switch body := r.Body.(type) {
	case Intent:
		return b.begin(r, body)
	case Keys:
		b = b.sign(body)
	case Outcome:
		b = b.answered(r, body)
	case Doubt:
		b = b.doubted(r, body)
		if r.What == NotSent && r.Txn == b.Freeze {
			b.Freeze = 0 // the host has not heard of it
		}
	case Refusal:
		b = b.refused(body)
	case Verdict, Upload:
		b.Forged = 0
	case Decision:
		b = b.decided(r, body)
	case Ask:
		b.Trace, b.Used = body.Trace, b.Used+1
	case Attempt:
		b.Hanging = append(slices.Clone(b.Hanging), r.Seq)
		b.Hanging = b.Hanging[max(0, len(b.Hanging)-hangingLimit):]
	case End:
		b = b.loosen(r.What, body.Job)
	}
	return b.change(r)
}

// hangingLimit bounds Hanging. Chosen; one would do, but an attempt may end as not begun.
const hangingLimit = 8

// loosen notes the end of an attempt. A slip begins by cutting off what hangs there,
// so that nothing older hangs after it.
func (b Book) loosen(what What, job uint64) Book {
	var left []uint64
	for _, other := range b.Hanging {
		unbegun := what == NotBegun && other == job
		cut := (what == Printed || what == Unconfirmed) && other <= job
		if !unbegun && !cut {
			left = append(left, other)
		}
	}
	b.Hanging = left
	return b
}

// tick counts the row and moves the Book's time. It only moves forward, so that
// a clock that fell back is noticed however many rows it writes. A sign-in on a
// day that the host confirms sets it: the way back for a clock that was fast.
func (b Book) tick(r Row) Book {
	b.Seq = r.Seq
	o, answered := r.Body.(Outcome)
	confirmed := answered && r.Kind == txn.SignIn && r.What == Approved && o.HostDate == txn.HostDate(r.At)
	if confirmed || r.At.After(b.At) {
		b.At = r.At
	}
	return b
}

// begin adds a transaction. Whatever else was under way without money is over:
// there is only one exchange at a time.
func (b Book) begin(r Row, in Intent) Book {
	b.Trace, b.Used = r.Trace, b.Used+1
	b.Terminal, b.Merchant = in.Terminal, in.Merchant
	if in.Frozen != nil {
		b.Trace, b.Used, b.Freeze = b.Trace.Skip(in.Frozen.Reserve), b.Used+in.Frozen.Reserve, r.Txn
	}
	if in.Order != "" && r.Kind == txn.WalletPay {
		b.Order++
	}
	if r.Kind.Moves() {
		b.Count++
		b.Last = r.Txn
	}
	kept := make([]Txn, 0, len(b.Txns)+1)
	for _, t := range b.Txns {
		over := t.Is == IntentMade && t.Kind.Doubt() == txn.Forgotten
		b.Signed = b.Signed && !t.signing()
		if t = t.Apply(r); !over && (t.Owed() || t.ID == b.Last) {
			kept = append(kept, t)
		}
	}
	b.Txns = append(kept, begin(r))
	return b
}

// sign takes new keys. The host's batch number is adopted only while the open
// batch is empty (RULES.md 4.1); otherwise Clash tells the difference.
func (b Book) sign(k Keys) Book {
	b.Keys, b.Signed, b.Forged = k, true, 0
	if b.Count == 0 && k.HostBatch != 0 && k.HostBatch != b.Batch {
		b.Batch, b.Used = k.HostBatch, 0
	}
	return b
}

// requireSignIn is what the host writes into its header when it wants a new sign-in (PROTOCOL.md 1.3).
const requireSignIn = 3

// forgedLimit is how many answers in a row may have a wrong MAC. Given, PROTOCOL.md 5.5:
// then the keys have parted, and a new sign-in is due.
const forgedLimit = 3

// answered takes what an authentic answer says about the session and the batch.
func (b Book) answered(r Row, o Outcome) Book {
	b.Forged = 0
	b.HostDay, b.SettleDay = cmp.Or(o.HostDate, b.HostDay), cmp.Or(o.SettleDate, b.SettleDay)
	switch {
	case r.What == Declined && o.Code.Class() == txn.SignFirst, r.Kind == txn.SignOff && r.What == Approved,
		o.Requires == requireSignIn && r.Kind != txn.SignIn:
		b.Signed = false
	}
	if r.What == Approved {
		b = b.count(r, o.Org)
	}
	return b
}

// count adds what stands to the totals, as long as its batch is open and not frozen. What
// was parked in an earlier batch belongs to that one, however it ends.
func (b Book) count(r Row, organisation string) Book {
	if t, held := b.Find(r.Txn); held && r.Batch == b.Batch && b.Freeze == 0 {
		b.Totals = b.Totals.Count(r.Kind, t.Intent.Amount, organisation)
	}
	return b
}

// Signing says whether a sign-in or a sign-off was begun of which nothing more is known: the
// host may have new keys, or none.
func (b Book) Signing() bool { return slices.ContainsFunc(b.Txns, Txn.signing) }

func (t Txn) signing() bool {
	return t.Is == IntentMade && (t.Kind == txn.SignIn || t.Kind == txn.SignOff)
}

// doubted takes what an answer that decides nothing, or none, says about the session.
func (b Book) doubted(r Row, d Doubt) Book {
	if r.What == InDoubt && (r.Kind == txn.SignIn || r.Kind == txn.SignOff) {
		b.Signed = false
	}
	if d.Reason == txn.BadMAC && !d.SignIn {
		b.Forged++
	}
	b.Signed = b.Signed && !d.SignIn && d.Requires != requireSignIn && b.Forged < forgedLimit
	return b
}

// refused takes what an answer to something owed, or to a settlement, says about the session.
func (b Book) refused(f Refusal) Book {
	switch {
	case f.Forged:
		b.Forged++
	case !f.SignIn: // which may come without a MAC
		b.Forged = 0
		b.HostDay, b.SettleDay = cmp.Or(f.HostDate, b.HostDay), cmp.Or(f.SettleDate, b.SettleDay)
	}
	b.Signed = b.Signed && !f.SignIn && f.Requires != requireSignIn && b.Forged < forgedLimit
	return b
}

// decided counts what a person let stand.
func (b Book) decided(r Row, d Decision) Book {
	if t, _ := b.Find(r.Txn); d.Stands {
		return b.count(r, t.Outcome.Org)
	}
	return b
}

// Clash says whether the host's batch number differs from the open batch, which blocks money until it is settled.
func (b Book) Clash() bool {
	return b.Signed && b.Keys.HostBatch != 0 && b.Keys.HostBatch != b.Batch
}

// change applies a row to the transactions it tells about and lets go of those that owe nothing any more.
func (b Book) change(r Row) Book {
	if !slices.ContainsFunc(b.Txns, func(t Txn) bool { return t.ID == r.Txn || t.ID == r.Orig }) {
		return b
	}
	kept := make([]Txn, 0, len(b.Txns))
	for _, t := range b.Txns {
		if t = t.Apply(r); t.Owed() || t.ID == b.Last {
			kept = append(kept, t)
		}
	}
	b.Txns = kept
	return b
}

// Find gives a transaction the Book still holds.
func (b Book) Find(id ID) (Txn, bool) {
	i, ok := slices.BinarySearchFunc(b.Txns, id, func(t Txn, id ID) int { return int(int64(t.ID) - int64(id)) })
	if !ok {
		return Txn{}, false
	}
	return b.Txns[i], true
}

// Job finds the attempt with a job number.
func (b Book) Job(job uint64) (Txn, Copy, bool) {
	for _, t := range b.Txns {
		for _, c := range t.Copies {
			if slices.ContainsFunc(c.Tries, func(p Print) bool { return p.Job == job }) {
				return t, c, true
			}
		}
	}
	return Txn{}, Copy{}, false
}

// OpenJobs are the attempts that whoever opens the printer has to know, oldest first: those
// without an end, and those that hang there.
func (b Book) OpenJobs() []uint64 {
	jobs := append(slices.Clone(b.Hanging), b.UnendedJobs()...)
	slices.Sort(jobs)
	return slices.Compact(jobs)
}

// UnendedJobs are the attempts whose end is not known, since the printer may still confirm them.
func (b Book) UnendedJobs() (jobs []uint64) {
	for _, t := range b.Txns {
		for _, c := range t.Copies {
			for _, p := range c.Tries {
				if p.End == Nothing || p.End == Stalled {
					jobs = append(jobs, p.Job)
				}
			}
		}
	}
	return jobs
}

// OwedSlips counts the copies that are owed.
func (b Book) OwedSlips() int {
	n := 0
	for _, t := range b.Txns {
		n += len(t.OwedCopies())
	}
	return n
}

// Fold adds up rows from a checkpoint on.
func Fold(rows []Row) (b Book) {
	for _, r := range rows {
		b = b.Apply(r)
	}
	return b
}

// NextBatch is the Book a closed batch leaves behind: the number advanced, the
// counters at zero, everything still owed carried over (RULES.md 4.2).
func (b Book) NextBatch() Book {
	agreed := !b.Clash() || b.Keys.HostBatch == b.Batch.Next() // it may have closed the batch already
	b.Batch, b.Used, b.Count, b.Totals = b.Batch.Next(), 0, 0, Frozen{}
	b.Closed, b.Freeze = b.Freeze, 0
	if b.Keys.HostBatch != 0 {
		b.Keys.HostBatch = b.Batch // the host advances when it accepts the batch end
	}
	b.Signed = b.Signed && agreed // else the next sign-in says which batch the host is in
	return b
}
