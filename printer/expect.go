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
	style Style
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

// style is how a slip would be rendered now.
func (s *session) style() Style {
	return Style{Profile: s.cfg.Profile, Columns: s.cfg.Columns, Torn: s.torn, Cold: s.paper.below(s.cfg.Profile.Cold.Below)}
}

// expect gets ready for a job that nothing stands in the way of.
func (s *session) expect(job Job) {
	if s.told != txn.FaultNone || s.flight != nil {
		return
	}
	style := s.style()
	bytes, err := Render(job.Slip, style)
	if err != nil {
		return // Print tells
	}
	s.draft = &draft{job: job.Number, bytes: bytes, style: style, well: time.Since(s.seen) < fresh}
	if !s.draft.well {
		s.lookNow() // one that is under way will do
	}
}

// drafted gives the bytes of a job. Expected says that it was announced, well that
// the printer was found well for it.
func (s *session) drafted(job Job) (bytes []byte, cold, expected, well bool, err error) {
	d, style := s.draft, s.style()
	s.draft = nil
	if d == nil || d.job != job.Number || d.style != style {
		bytes, err = Render(job.Slip, style)
		return bytes, style.Cold, false, false, err
	}
	return d.bytes, style.Cold, true, d.well, nil
}
