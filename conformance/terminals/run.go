package terminals

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"posterm/conformance"
	"posterm/emulator/authority"
	"posterm/emulator/host"
	"posterm/txn"
)

// ActionLimit is how long an action of the terminal may take by default. Chosen: three tries of a minute each.
const ActionLimit = 4 * time.Minute

// Options are how a terminal is examined.
type Options struct {
	Host   host.Options // OnEvent is the examination's own
	Listen net.Listener // where the terminal finds the host; Run closes it
	Door   host.Door    // what is around its messages there
	// Issuer signed the certificate of a door with TLS, and signs others that no terminal may trust; nil: none can be tried.
	Issuer *authority.Authority
	Driver Driver
	Choice conformance.Choice
	Limit  time.Duration            // of each action; 0: ActionLimit
	Begin  func(conformance.Spec)   // told before each case that is run; may be nil
	Each   func(conformance.Result) // told after each case; may be nil
}

// Cases lists all cases in the order in which they are run.
func Cases() []conformance.Spec {
	return conformance.Specs(cases, func(c testCase) conformance.Spec { return c.Spec })
}

// Run examines a terminal. An error means that there was no examination; ctx ends it early, and what was not run then
// cannot be judged.
func Run(ctx context.Context, o Options) (conformance.Report, error) {
	report := conformance.Report{Of: "terminal"}
	if err := o.Choice.Check(Cases()); err != nil {
		return report, errors.Join(err, o.Listen.Close())
	}
	x := &exam{driver: o.Driver, limit: o.Limit, accounts: o.Host.Accounts, amount: firstAmount, issuer: o.Issuer}
	o.Door.TLS = x.disguised(o.Door.TLS)
	if x.limit <= 0 {
		x.limit = ActionLimit
	}
	o.Host.OnEvent = x.record.add
	var err error
	if x.host, err = host.New(o.Host); err != nil {
		return report, errors.Join(err, o.Listen.Close())
	}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	var served sync.WaitGroup
	served.Go(func() { err = x.host.ServeDoor(serving, o.Listen, o.Door) })
	for _, c := range cases {
		if !o.Choice.Runs(c.Spec) {
			continue
		}
		report.Results = append(report.Results, x.one(ctx, o, c))
	}
	stop()
	served.Wait()
	return report, errors.Join(err, x.host.Close())
}

// one runs one case with a host that behaves.
func (x *exam) one(ctx context.Context, o Options, c testCase) (r conformance.Result) {
	begun := time.Now()
	x.ctx, x.begun, x.proof = ctx, x.record.size(), nil
	var err error
	if ctx.Err() == nil {
		if o.Begin != nil {
			o.Begin(c.Spec)
		}
		err = c.run(x)
		x.disguise.Store(nil)
		x.host.ClearFaults()
		x.host.ResetKnobs()
		err = errors.Join(err, x.host.SetAmounts(nil))
	}
	if ctx.Err() != nil { // an action that was broken off is no fault of the terminal
		err = fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	err = x.blame(err, c.Name)
	r = conformance.Of(c.Spec, err, x.evidence(), time.Since(begun))
	if r.Verdict == conformance.Fail {
		x.free()
	}
	if o.Each != nil {
		o.Each(r)
	}
	return r
}

// firstAmount is that of the first sale; each has one fen more, so that no two are alike.
const firstAmount txn.Fen = 101
