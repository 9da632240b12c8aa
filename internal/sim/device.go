package sim

import (
	"fmt"
	"strings"

	paper "posterm/emulator/printer"
	"posterm/printer"
	"posterm/receipt"
	"posterm/txn"
)

// sheet is one attempt at a slip, as far as it got onto paper.
type sheet struct {
	job     uint64
	lines   []string
	printed int // lines on paper
}

func (s *sheet) whole() bool { return s.printed == len(s.lines) }

// slip is the sheet as a person picks it up.
func (s *sheet) slip(id int) paper.Slip {
	text := strings.Join(s.lines[:s.printed], "\n")
	return paper.Slip{
		ID: id, Text: text, Duplicate: strings.Contains(text, "重打印") || strings.Contains(text, "DUPLICATE"),
		Complete: s.whole(), Cut: s.whole(),
	}
}

// linesOf is what a slip says.
func linesOf(s receipt.Slip) (lines []string) {
	for _, l := range s.Lines {
		if l.QR == "" && !l.Rule {
			lines = append(lines, strings.TrimSpace(l.Text+" "+l.Right))
		}
	}
	return lines
}

// device is the printer and its paper. It outlives the terminal's power.
type device struct {
	fault  txn.Fault
	stuck  *sheet // stopped half way; it comes out when the printer is well again
	sheets []*sheet
}

// feed begins a sheet.
func (d *device) feed(job printer.Job, printed int) *sheet {
	s := &sheet{job: job.Number, lines: linesOf(job.Slip)}
	s.printed = min(printed, len(s.lines))
	if s.printed > 0 {
		d.sheets = append(d.sheets, s)
	}
	return s
}

// find gives the sheet of a job, if any of it is on paper.
func (d *device) find(job uint64) *sheet {
	for _, s := range d.sheets {
		if s.job == job {
			return s
		}
	}
	return nil
}

func (d *device) slips() (slips []paper.Slip) {
	for i, s := range d.sheets {
		slips = append(slips, s.slip(i+1))
	}
	return slips
}

// driver is the printer as the terminal knows it: what package printer promises, and
// nothing better. It speaks only when the world lets it.
type driver struct {
	world  *World
	events chan printer.Event
	gone   chan struct{}
	known  []uint64     // jobs of earlier processes
	job    *printer.Job // handed over, of which no byte has left
	opened bool         // the barrier of this opening is over
	mended bool         // a person's word was not answered yet
}

func (w *World) openPaper(_ [4]byte, known []uint64) (*driver, error) {
	w.driver = &driver{world: w, events: make(chan printer.Event), gone: make(chan struct{}), known: known}
	return w.driver, nil
}

// Expect promises nothing.
func (d *driver) Expect(printer.Job) {}

// Mended makes it tell again how it is, when the world goes on.
func (d *driver) Mended() { d.mended = true }

// Print takes a job; its bytes leave when the world goes on.
func (d *driver) Print(job printer.Job) error {
	w := d.world
	if w.cut("before a slip leaves") {
		return errPower
	}
	w.promised(job)
	if d.job != nil || w.device.stuck != nil && d.opened {
		w.violated("job %d is handed over while another one is in the printer", job.Number)
	}
	d.job = &job
	return nil
}

func (d *driver) Events() <-chan printer.Event { return d.events }

// Close ends the driver; what it was handed may have left, or not.
func (d *driver) Close() error {
	close(d.gone)
	d.world.abandon(d)
	return nil
}

// abandon is what becomes of a job whose driver is gone.
func (w *World) abandon(d *driver) {
	if d.job == nil {
		return
	}
	job := *d.job
	d.job = nil
	lines := len(linesOf(job.Slip))
	if s := w.device.feed(job, []int{0, 1 + w.fate.Choose(lines-1), lines}[w.fate.Try(3)]); s.printed > 0 {
		w.happened(onPaper, "job %d: %d of %d lines, and nobody listens", s.job, s.printed, len(s.lines))
	}
}

// say tells the terminal something and waits until it has heard.
func (d *driver) say(e printer.Event) {
	w := d.world
	if w.dead.Load() || w.driver != d {
		return
	}
	w.happened(fromPrinter, "%s", words(e))
	select {
	case d.events <- e:
	case <-d.gone:
		return
	case <-w.ctx.Done():
		return
	case <-w.term.Done():
		return
	}
	_ = w.rest(w.ctx)
}

// words tells an event of the printer for people.
func words(e printer.Event) string {
	switch e := e.(type) {
	case printer.Ready:
		return "ready"
	case printer.Down:
		return fmt.Sprintf("takes no slips: %s", e.Fault)
	case printer.Printed:
		return fmt.Sprintf("job %d is on paper (%s, pieces: %d)", e.Job, e.Grade, e.Pieces)
	case printer.Unconfirmed:
		return fmt.Sprintf("job %d left, and nothing more will be known", e.Job)
	case printer.NotBegun:
		return fmt.Sprintf("job %d was not begun: %s", e.Job, e.Fault)
	case printer.Stalled:
		return fmt.Sprintf("job %d has stopped half way: %s", e.Job, e.Fault)
	case printer.Lost:
		return fmt.Sprintf("job %d is no longer in the printer: %s", e.Job, e.Fault)
	}
	return fmt.Sprintf("%T", e)
}

// What a printer does wrong with one slip. The first ones are the scripts of the
// exhaustive flows.
const (
	notBegun      = 1 + iota // the paper is out before the first line
	paperOut                 // the paper ends in the middle; the rest comes when there is more
	torn                     // the printer goes away in the middle
	silent                   // it prints and confirms nothing
	goneAfter                // it prints and goes away before it has confirmed
	saidTwice                // it confirms twice
	lateWord                 // given up, and confirmed after all
	processed                // it only confirms that it has processed the bytes
	printerFaults = iota
	printerScript = int(goneAfter) // the exhaustive flows use the faults up to here
)

// print lets the printer do what it was handed, until it has nothing to do.
func (w *World) print() {
	for !w.dead.Load() {
		d := w.driver
		switch {
		case d == nil:
			return
		case !d.opened:
			w.barrier(d)
		case d.mended:
			w.assured(d)
		case d.job != nil:
			job := *d.job
			d.job = nil
			w.printJob(d, job)
		}
		if d == w.driver && d.opened && d.job == nil && !d.mended || w.driver != nil && !w.driver.opened && w.device.fault != txn.FaultNone {
			return
		}
	}
}

// barrier settles what earlier processes left, and says how the printer is.
func (w *World) barrier(d *driver) {
	if f := w.device.fault; f != txn.FaultNone {
		d.say(printer.Down{Fault: f})
		return
	}
	d.opened = true
	for _, job := range d.known {
		w.decideKnown(d, job)
	}
	d.say(printer.Ready{Grade: txn.GradePrinted})
}

// assured says once more how the printer is.
func (w *World) assured(d *driver) {
	d.mended = false
	if w.device.stuck != nil {
		return
	}
	if f := w.device.fault; f != txn.FaultNone {
		d.say(printer.Down{Fault: f})
		return
	}
	d.say(printer.Ready{Grade: txn.GradePrinted})
}

// decideKnown says what became of a job of an earlier process. Its confirmation may have
// been sent while nobody listened.
func (w *World) decideKnown(d *driver, job uint64) {
	if s := w.device.find(job); s != nil && s.whole() && w.fate.Try(2) == 0 {
		d.say(printer.Printed{Job: job, Grade: txn.GradePrinted, Pieces: 2})
		return
	}
	d.say(printer.Lost{Job: job, Fault: txn.FaultOffline})
}

// printJob prints one slip, well or not.
func (w *World) printJob(d *driver, job printer.Job) {
	n := job.Number
	if f := w.device.fault; f != txn.FaultNone {
		d.say(printer.NotBegun{Job: n, Fault: f})
		return
	}
	fault := w.fault(Printer, printerFaults)
	lines := len(linesOf(job.Slip))
	part := 1 + w.fate.Choose(lines-1)
	done := printer.Printed{Job: n, Grade: txn.GradePrinted, Pieces: 1}
	switch fault {
	case notBegun:
		w.device.fault = txn.FaultPaperOut
		d.say(printer.NotBegun{Job: n, Fault: txn.FaultPaperOut})
	case paperOut:
		w.mark(PaperOutHalfWay)
		w.device.fault, w.device.stuck = txn.FaultPaperOut, w.device.feed(job, part)
		d.say(printer.Stalled{Job: n, Fault: txn.FaultPaperOut})
	case torn:
		w.device.feed(job, part)
		w.lose(d, n)
	case goneAfter:
		w.device.feed(job, lines)
		w.lose(d, n)
	case lateWord:
		w.device.feed(job, lines)
		w.lose(d, n)
		d.say(done)
	case silent:
		w.mark(Unconfirmed)
		w.device.feed(job, lines)
		d.say(printer.Unconfirmed{Job: n})
	case processed:
		w.device.feed(job, lines)
		done.Grade = txn.GradeProcessed
		d.say(done)
	case saidTwice:
		w.device.feed(job, lines)
		d.say(done)
		d.say(done)
	default:
		w.device.feed(job, lines)
		if w.cut("before the printer confirms") {
			return
		}
		d.say(done)
	}
}

// lose is a printer that goes away and comes back without the job.
func (w *World) lose(d *driver, job uint64) {
	d.say(printer.Stalled{Job: job, Fault: txn.FaultOffline})
	if w.cut("while a slip is stuck") {
		return
	}
	d.say(printer.Lost{Job: job, Fault: txn.FaultOffline})
	d.say(printer.Ready{Grade: txn.GradePrinted})
}

// mend loads paper: what was stuck comes out, and the printer is well.
func (w *World) mend() {
	d := w.driver
	w.device.fault = txn.FaultNone
	s := w.device.stuck
	w.device.stuck = nil
	lost := s != nil && w.fault(Printer, 1) != 0
	if s != nil && !(lost && w.fate.Choose(2) == 0) {
		s.printed = len(s.lines)
		w.happened(onPaper, "job %d comes out whole", s.job)
	}
	if d == nil || w.dead.Load() {
		return
	}
	if !d.opened {
		w.print()
		return
	}
	if s != nil {
		d.say(unstuck(s.job, lost))
	}
	d.say(printer.Ready{Grade: txn.GradePrinted})
	w.print()
}

// unstuck says that a slip came out after all, or that nobody heard of it.
func unstuck(job uint64, lost bool) printer.Event {
	if lost {
		return printer.Lost{Job: job, Fault: txn.FaultPaperOut}
	}
	return printer.Printed{Job: job, Grade: txn.GradePrinted, Pieces: 2}
}
