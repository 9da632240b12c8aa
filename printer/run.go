package printer

import (
	"context"
	"errors"
	"time"

	"posterm/txn"
)

// How often a port that cannot be opened is tried again. Chosen: a printer that
// is switched on is found within seconds, a dead one costs next to nothing.
const (
	firstPause = 500 * time.Millisecond
	lastPause  = 5 * time.Second
)

// driver is what the driver's goroutine knows over all openings of the port.
type driver struct {
	*Printer
	claims *claims
	flight *claim    // the job of this process that is in the printer
	told   txn.Fault // the last Ready (FaultNone) or Down; FaultUnknown: neither yet
	low    bool      // NearEnd was told
	torn   bool      // an unfinished slip may hang in the printer

	assured bool // a person said that what was wrong is put right, and no look was made since
}

func (p *Printer) run() {
	defer close(p.done)
	defer close(p.events)
	d := &driver{Printer: p, claims: newClaims(p.cfg.Nonce, p.cfg.Known)}
	if p.cfg.Dial == nil {
		d.disabled()
		return
	}
	pause := firstPause
	for p.ctx.Err() == nil {
		if d.once() {
			pause = firstPause
		}
		d.refuseFor(pause)
		pause = min(2*pause, lastPause)
	}
}

// once opens the port and drives it until it breaks. It reports whether the printer ever answered.
func (d *driver) once() bool {
	port, err := d.open()
	if err != nil {
		d.shut(err)
		d.down(faultOfPort(err))
		return false
	}
	d.trouble.Store(nil)
	return d.serve(port)
}

// shut notes why the port does not open; the log hears of each reason once.
func (d *driver) shut(err error) {
	if d.ctx.Err() != nil {
		return // the driver was told to end while it opened the port
	}
	if last := d.Trouble(); last == nil || last.Error() != err.Error() {
		d.cfg.Log.Warn().Err(err).Msg("printer port")
	}
	d.trouble.Store(&err)
}

// disabled is the whole driver when printing is switched off.
func (d *driver) disabled() {
	d.down(txn.FaultDisabled)
	d.refuseUntil(nil)
}

func faultOfPort(err error) txn.Fault {
	if errors.Is(err, ErrPortBusy) {
		return txn.FaultBusy
	}
	return txn.FaultOffline
}

// open opens the port, and refuses jobs meanwhile. A port that opens after Close
// was called is closed again.
func (d *driver) open() (Port, error) {
	ctx, cancel := context.WithTimeout(d.ctx, dialTimeout)
	opened := make(chan struct{})
	var port Port
	var err error
	go func() {
		defer close(opened)
		defer cancel()
		port, err = d.cfg.Dial(ctx)
	}()
	d.refuseUntil(opened)
	if d.ctx.Err() == nil {
		return port, err
	}
	go func() {
		if <-opened; port != nil {
			port.Close()
		}
	}()
	return nil, d.ctx.Err()
}

// refuseFor refuses jobs for a while.
func (d *driver) refuseFor(pause time.Duration) {
	over := make(chan struct{})
	timer := time.AfterFunc(pause, func() { close(over) })
	defer timer.Stop()
	d.refuseUntil(over)
}

// refuseUntil refuses jobs until the channel is closed, or for ever.
func (d *driver) refuseUntil(over <-chan struct{}) {
	for {
		select {
		case <-over:
			return
		case <-d.ctx.Done():
			return
		case <-d.mended:
			d.assure()
		case job := <-d.jobs:
			d.refuse(job.Number)
		}
	}
}

// refuse gives a job back of which no byte left.
func (d *driver) refuse(job uint64) {
	if d.told == txn.FaultUnknown || d.told == txn.FaultNone {
		d.told = txn.FaultOffline
	}
	d.tell(NotBegun{job, d.told})
}

// down tells why the printer takes no slips: once per change, and not while a job is in it.
func (d *driver) down(f txn.Fault) {
	if d.flight != nil || d.told == f {
		return
	}
	d.told = f
	d.tell(Down{f})
}

// lost tells that a job is no longer in the printer.
func (d *driver) lost(c *claim) {
	d.finish(c)
	d.torn, d.told = true, txn.FaultUnknown
	d.tell(Lost{c.job, c.fault})
}

// printed tells that a job is on paper. A spoiled one was printed to its end, and is
// lost all the same, once.
func (d *driver) printed(c *claim, g txn.Grade) {
	if c.spoiled {
		d.claims.drop(c)
		if c.stage != ended {
			c.fault = txn.FaultCover
			d.lost(c)
		}
		return
	}
	d.finish(c)
	d.claims.drop(c)
	d.tell(Printed{c.job, g, c.pieces})
}

// finish lets go of a job; its id stays known for a late confirmation.
func (d *driver) finish(c *claim) {
	c.stage, c.bytes = ended, nil
	if d.flight == c {
		d.flight = nil
	}
}
