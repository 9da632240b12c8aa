package observe

import (
	"context"
	"errors"
	"time"

	"posterm/comms/line"
	"posterm/internal/metrics"
	"posterm/internal/redact"
	"posterm/journal/roll"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// family is a metric as it is described, here and in docs/observability.md, and where its samples come from.
type family struct {
	name, help string
	is         metrics.Type
	labels     string // for the table
	samples    func(*scrape) []metrics.Sample
}

// scrape is one answer to a scraper.
type scrape struct {
	*Watch
	pulse terminal.Pulse
	open  bool // it has recovered from its journal
	alive bool // the loop answered: without that nothing is said of what it knows
	now   time.Time
}

// table is every metric.
var table = []family{
	{"posterm_build_info", "Always 1; the labels say what runs.", metrics.Gauge, "version, commit, go, schema", (*scrape).build},
	{"posterm_start_time_seconds", "When the program started, in seconds since 1970.", metrics.Gauge, "", func(s *scrape) []metrics.Sample { return one(seconds(s.began)) }},
	{"posterm_up", "1 when the loop of the terminal answered within 5 s, else 0; then what only the loop knows is missing.", metrics.Gauge, "", func(s *scrape) []metrics.Sample { return one(truth(s.alive)) }},
	{"posterm_loop_unanswered_total", "Questions that the loop did not answer in time.", metrics.Counter, "", func(s *scrape) []metrics.Sample { return one(float64(s.mute.Load())) }},
	{"posterm_sellable", "1 when a sale could begin now, as /readyz tells it, else 0.", metrics.Gauge, "", told(func(s *scrape) float64 { return truth(len(s.hurdles()) == 0) })},
	{"posterm_transactions_total", "What became of transactions since the program started, counted when it is on disk; one may pass several, as doubt and reversed.", metrics.Counter, "kind, outcome: begun approved declined not_sent doubt reversed parked resolved unpaid closed",
		func(s *scrape) []metrics.Sample { return s.tally.counts(s.tally.txns, [2]string{"kind", "outcome"}) }},
	{"posterm_batch_transactions", "Transactions of the open batch that could move money.", metrics.Gauge, "", told(func(s *scrape) float64 { return float64(s.pulse.InBatch) })},
	{"posterm_reversals_pending", "Reversals and repeated refunds that are owed to the host.", metrics.Gauge, "", told(func(s *scrape) float64 { return float64(s.pulse.Due) })},
	{"posterm_reversals_parked", "Reversals that wait for a person.", metrics.Gauge, "", told(func(s *scrape) float64 { return float64(s.pulse.Parked) })},
	{"posterm_orders_open", "Wallet orders that are not decided.", metrics.Gauge, "", told(func(s *scrape) float64 { return float64(s.pulse.Orders) })},
	{"posterm_unusual", "Transactions of today, among the last 50, that are unusual; each way by itself. It only tells.", metrics.Gauge, "flag: many_declines same_card high_amount refund_alone", (*scrape).unusual},
	{"posterm_slips_owed", "Slips that are owed.", metrics.Gauge, "", told(func(s *scrape) float64 { return float64(s.pulse.Owed) })},
	{"posterm_slips_total", "How attempts at slips ended, or stalled, since the program started.", metrics.Counter, "form, end: printed unconfirmed not_begun stalled lost",
		func(s *scrape) []metrics.Sample { return s.tally.counts(s.tally.slips, [2]string{"form", "end"}) }},
	{"posterm_print_seconds", "Time from the committed attempt to the printer's last word of a slip that came out.", metrics.Timings, "", func(s *scrape) []metrics.Sample { return []metrics.Sample{{Spread: s.tally.printing.Spread()}} }},
	{"posterm_printer_state", "1 for the state the printer's tray is in, else 0.", metrics.Gauge, "state: free busy held down", (*scrape).tray},
	{"posterm_printer_fault", "1 for the fault the printer has, else 0; none when it is well.", metrics.Gauge, "fault: none unknown paper_out cover_open cutter ...", (*scrape).fault},
	{"posterm_printer_grade", "How well the printer proved that slips are on paper: 0 not yet, 1 unconfirmed, 2 processed, 3 printed.", metrics.Gauge, "", printing(func(s *scrape) float64 { return float64(s.pulse.Grade) })},
	{"posterm_printer_near_end", "1 when the roll is near its end, as far as the printer has a sensor for it.", metrics.Gauge, "", printing(func(s *scrape) float64 { return truth(s.pulse.NearEnd) })},
	{"posterm_signed_in", "1 when the terminal is signed in.", metrics.Gauge, "", told(func(s *scrape) float64 { return truth(s.pulse.Signed) })},
	{"posterm_signin_age_seconds", "Time since the sign-in; missing when it was before the open batch, or never.", metrics.Gauge, "", (*scrape).age},
	{"posterm_host_state", "1 for the state of each way to the host, else 0.", metrics.Gauge, "path: primary backup/eth0 ...; state: untried up cooling due", (*scrape).ways},
	{"posterm_host_round_trip_seconds", "Time from the request sent to the last byte of its answer.", metrics.Timings, "path", func(s *scrape) []metrics.Sample { return s.lines.answered() }},
	{"posterm_host_failures_total", "Ways to the host that could not be opened, or gave no answer.", metrics.Counter, "path, fault: refused timeout expired ... no_answer", func(s *scrape) []metrics.Sample { return s.lines.failures() }},
	{"posterm_journal_rows", "Rows of the journal.", metrics.Gauge, "", told(func(s *scrape) float64 { return float64(s.pulse.Rows) })},
	{"posterm_journal_safe_mode", "1 when the journal cannot be relied on and the terminal only reports.", metrics.Gauge, "", told(func(s *scrape) float64 { return truth(s.pulse.Safe != nil) })},
	{"posterm_disk_free_bytes", "Bytes that may still be written where the journal is.", metrics.Gauge, "", (*scrape).disk},
	{"posterm_log_hidden_total", "Pieces of log events that looked like cards and were hidden: every one is a defect to be found.", metrics.Counter, "like: card track digits", (*scrape).hidden},
}

// families asks the terminal, and gives every metric.
func (w *Watch) families(ctx context.Context) []metrics.Family {
	s := &scrape{Watch: w, now: time.Now()}
	var err error
	s.pulse, err = w.pulse(ctx, AnswerLimit)
	s.open, s.alive = !errors.Is(err, errStarting), err == nil
	all := make([]metrics.Family, len(table))
	for i, f := range table {
		all[i] = metrics.Family{Name: f.name, Help: f.help, Type: f.is, Samples: f.samples(s)}
	}
	return all
}

// told is one number that only the loop knows.
func told(number func(*scrape) float64) func(*scrape) []metrics.Sample {
	return func(s *scrape) []metrics.Sample {
		if !s.alive {
			return nil
		}
		return one(number(s))
	}
}

// printing is one number about the printer, where there is one.
func printing(number func(*scrape) float64) func(*scrape) []metrics.Sample {
	return func(s *scrape) []metrics.Sample {
		if !s.cfg.Paper {
			return nil
		}
		return told(number)(s)
	}
}

func one(v float64) []metrics.Sample { return []metrics.Sample{{Value: v}} }

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func seconds(at time.Time) float64 { return float64(at.UnixMilli()) / 1000 }

// oneOf gives a sample per value of a label, 1 for the one that is.
func oneOf(name string, values []string, is string, beside ...metrics.Label) (samples []metrics.Sample) {
	for _, v := range values {
		samples = append(samples, metrics.Sample{Labels: append([]metrics.Label{{Name: name, Value: v}}, beside...), Value: truth(v == is)})
	}
	return samples
}

func (s *scrape) build() []metrics.Sample {
	b := s.cfg.Build
	return []metrics.Sample{{Value: 1, Labels: []metrics.Label{
		{Name: "version", Value: b.Version}, {Name: "commit", Value: b.Commit}, {Name: "go", Value: b.Go}, {Name: "schema", Value: itoa(b.Schema)},
	}}}
}

var trayNames = map[machine.Tray]string{machine.Free: "free", machine.Busy: "busy", machine.Held: "held", machine.Down: "down"}

func (s *scrape) tray() []metrics.Sample {
	if !s.alive || !s.cfg.Paper {
		return nil
	}
	return oneOf("state", []string{"free", "busy", "held", "down"}, trayNames[s.pulse.Tray])
}

func (s *scrape) fault() []metrics.Sample {
	if !s.alive || !s.cfg.Paper {
		return nil
	}
	var names []string
	for _, f := range txn.Faults() {
		names = append(names, faultName(f))
	}
	return oneOf("fault", names, faultName(s.printerFault()))
}

func faultName(f txn.Fault) string {
	if f == txn.FaultNone {
		return "none"
	}
	return f.String()
}

func (s *scrape) printerFault() txn.Fault { return printerFault(s.pulse) }

func (s *scrape) age() []metrics.Sample {
	at := s.tally.signed()
	if at.IsZero() || !s.pulse.Signed {
		return nil
	}
	return one(max(0, s.now.Sub(at).Seconds()))
}

func (s *scrape) ways() (samples []metrics.Sample) {
	if s.cfg.Lines == nil || !s.open {
		return nil
	}
	var names []string
	for p := line.Untried; p <= line.Due; p++ {
		names = append(names, p.String())
	}
	for _, l := range s.cfg.Lines() {
		samples = append(samples, oneOf("state", names, l.Phase.String(), metrics.Label{Name: "path", Value: named(l.Path)})...)
	}
	return samples
}

func (s *scrape) disk() []metrics.Sample {
	if s.cfg.Free == nil {
		return nil
	}
	free, err := s.cfg.Free()
	if err != nil {
		return nil
	}
	return one(float64(free))
}

func (s *scrape) hidden() (samples []metrics.Sample) {
	if s.cfg.Hidden == nil {
		return nil
	}
	for _, k := range redact.Kinds() {
		samples = append(samples, metrics.Sample{Labels: []metrics.Label{{Name: "like", Value: k.String()}}, Value: float64(s.cfg.Hidden(k))})
	}
	return samples
}

// unusual counts today's flags.
func (s *scrape) unusual() (samples []metrics.Sample) {
	if !s.alive {
		return nil
	}
	for _, f := range roll.Flags() {
		n := 0
		for _, one := range s.pulse.Flags {
			if one.Flag == f {
				n++
			}
		}
		samples = append(samples, metrics.Sample{Labels: []metrics.Label{{Name: "flag", Value: f.String()}}, Value: float64(n)})
	}
	return samples
}
