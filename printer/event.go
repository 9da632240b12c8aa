package printer

import (
	"posterm/receipt"
	"posterm/txn"
)

// Job is one attempt at one copy of a slip. Its number is the seq of the
// attempt's row in the journal, so no two attempts share one.
type Job struct {
	Number uint64
	Slip   receipt.Slip
}

// Event is what the driver tells the terminal: Ready, Down, Printed,
// Unconfirmed, NotBegun, Stalled or Lost, and what decides nothing: Faint and NearEnd. Package documentation, rule by rule,
// says when each is sent and what the terminal may conclude.
type Event interface{ event() }

// Ready says that the printer takes slips: the port is open, the barrier was
// answered, the printer is healthy. Grade is the best proof of printing that
// it gave since the port was opened.
type Ready struct{ Grade txn.Grade }

// Down says that the printer takes no slips, and why. It is sent once per
// change of the fault, and only while no job is in the printer. When it crosses
// with a job that is being handed over, NotBegun follows.
type Down struct{ Fault txn.Fault }

// Printed says that the printer confirmed a slip with its cut. Grade is
// GradePrinted (process id) or GradeProcessed (GS r). Pieces is 1 when the printer
// was watched all the way and nothing parted the slip; 2 when the paper ended or the
// cover was opened on the way, or may have been while the printer was silent, out
// of reach or in the hands of an earlier process. It may come at any time.
type Printed struct {
	Job    uint64
	Grade  txn.Grade
	Pieces int
}

// Unconfirmed says that all bytes went out and the printer stayed healthy, but
// that it confirms nothing.
type Unconfirmed struct{ Job uint64 }

// NotBegun says that no byte of the slip left. The printer is down with this
// fault; Ready follows when it is not.
type NotBegun struct {
	Job   uint64
	Fault txn.Fault
}

// Stalled says that some bytes left and that the slip stopped on its way. It may
// still come out: Printed or Lost follows. It is sent at most once per job.
type Stalled struct {
	Job   uint64
	Fault txn.Fault
}

// Lost says that the slip is no longer in the printer and was not confirmed. Part
// of it, or all of it, may be on paper. Fault is what went wrong last. Ready
// follows as soon as the printer takes slips.
type Lost struct {
	Job   uint64
	Fault txn.Fault
}

// Faint says that a slip is about to leave whose paper is too cold: it is printed hotter and slower
// where the profile has commands, and says itself that it may be faint. Sent before the first byte.
type Faint struct{ Job uint64 }

// NearEnd says whether the roll is near its end, as far as the printer has a sensor for it. Sent
// once per change; a roll is far from its end until it is said.
type NearEnd struct{ Low bool }

func (Faint) event()       {}
func (NearEnd) event()     {}
func (Ready) event()       {}
func (Down) event()        {}
func (Printed) event()     {}
func (Unconfirmed) event() {}
func (NotBegun) event()    {}
func (Stalled) event()     {}
func (Lost) event()        {}
