package printer

import (
	"posterm/printer/escpos"
	"posterm/txn"
)

// stage is how far a job has come.
type stage uint8

const (
	ended   stage = iota // its end was told; a confirmation can still better it
	earlier              // of an earlier process, without an end
	asking               // the printer is being asked how it is; no byte has left
	sending              // bytes are leaving
	sent                 // the line took every byte
	cutOff               // the line broke; the rest of the bytes is never sent
)

// claim is a job the printer may still confirm.
type claim struct {
	job       uint64
	id        escpos.ID
	stage     stage
	bytes     []byte
	size      int  // bytes of the slip
	rows      int  // dot rows of it, at most
	cold      bool // it says that it may be faint
	stalled   bool // Stalled was told
	fault     txn.Fault
	pieces    int  // 2: the slip may be in two pieces
	processed bool // its GS r was answered
	stopped   bool // the printer said why it stands still: what is done to it now spoils no line
	spoiled   bool // the cover was opened on a moving slip: confirmed or not, a line of it may be damaged
}

// begun says whether a byte of it may have left.
func (c *claim) begun() bool { return c.stage >= sending }

// hurt notes a fault while the job is in the printer. A hot head and a blocked
// cutter leave the slip in one piece. Anything else may not: nobody knows what
// happened to the paper while a printer was silent or out of reach. A cover that is
// opened to load paper finds the slip at rest; one that is opened while it moves
// lifts the head off a line.
func (c *claim) hurt(f txn.Fault) {
	c.fault = f
	c.spoiled = c.spoiled || f == txn.FaultCover && !c.stopped
	c.stopped = c.stopped || f == txn.FaultPaperOut || f == txn.FaultCutter || f == txn.FaultHot || f == txn.FaultCover
	if f != txn.FaultHot && f != txn.FaultCutter {
		c.pieces = 2
	}
}

// claimLimit is how many jobs are remembered for a late confirmation. Chosen: two batches' slips.
const claimLimit = 2048

// claims finds jobs by their process id; the oldest are forgotten at claimLimit.
type claims struct {
	byID  map[escpos.ID]*claim
	order []*claim
}

func newClaims(nonce uint64, known []uint64) *claims {
	cs := &claims{byID: make(map[escpos.ID]*claim)}
	for _, job := range known {
		cs.add(&claim{job: job, id: jobID(nonce, job), stage: earlier, pieces: 2, fault: txn.FaultOffline})
	}
	return cs
}

func (cs *claims) add(c *claim) {
	if len(cs.order) >= claimLimit {
		cs.drop(cs.order[0])
	}
	cs.byID[c.id] = c
	cs.order = append(cs.order, c)
}

// drop forgets a job: it was confirmed, or is too old.
func (cs *claims) drop(c *claim) {
	if cs.byID[c.id] == c {
		delete(cs.byID, c.id)
	}
	for i, other := range cs.order {
		if other == c {
			cs.order = append(cs.order[:i:i], cs.order[i+1:]...)
			return
		}
	}
}

// undecided are the jobs without an end of which bytes may be in the printer, oldest first.
func (cs *claims) undecided() (open []*claim) {
	for _, c := range cs.order {
		if c.stage == earlier || c.begun() {
			open = append(open, c)
		}
	}
	return open
}
