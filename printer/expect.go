package printer

import (
	"time"

	"posterm/txn"
)

// fresh is how old a look may be on whose word an announced slip leaves. Chosen:
// longer than the time between two looks at an idle printer, so that a printer
// known to be well is not asked once more between the host's answer and the paper.
const fresh = idlePoll + time.Second

// draft is a slip that is about to be handed over, rendered already. No byte of it
// leaves before its job is handed over.
type draft struct {
	job   uint64
	bytes []byte
	torn  bool // it begins with a cut
	well  bool // the printer was looked at and found well
}

// Expect announces a job, so that its slip need not wait when it is handed over:
// it is rendered now, and the printer is looked at where the last look is not fresh.
// It promises nothing and returns at once; Print works as well without it, and a
// job that is never handed over leaves no trace.
func (p *Printer) Expect(job Job) {
	select {
	case p.drafts <- job:
	default: // the one before was not even taken; Print does without
	}
}

// expect gets ready for a job that nothing stands in the way of.
func (s *session) expect(job Job) {
	if s.told != txn.FaultNone || s.flight != nil {
		return
	}
	bytes, err := Render(job.Slip, s.cfg.Columns, s.torn)
	if err != nil {
		return // Print tells
	}
	s.draft = &draft{job: job.Number, bytes: bytes, torn: s.torn, well: time.Since(s.seen) < fresh}
	if !s.draft.well {
		s.lookNow() // one that is under way will do
	}
}

// drafted gives the bytes of a job. Expected says that it was announced, well that
// the printer was found well for it.
func (s *session) drafted(job Job) (bytes []byte, expected, well bool, err error) {
	d := s.draft
	s.draft = nil
	if d == nil || d.job != job.Number || d.torn != s.torn {
		bytes, err = Render(job.Slip, s.cfg.Columns, s.torn)
		return bytes, false, false, err
	}
	return d.bytes, true, d.well, nil
}
