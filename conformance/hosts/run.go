package hosts

import (
	"context"
	"fmt"
	"time"

	"posterm/card"
	"posterm/comms"
	"posterm/comms/keys"
	"posterm/comms/line"
	"posterm/conformance"
	"posterm/txn"
)

// Defaults of an examination.
const (
	Timeout     = 10 * time.Second // chosen: a test host that takes longer is not there
	FirstAmount = txn.Fen(101)     // chosen: small, and no round sum
)

// Options are how a host is examined.
type Options struct {
	Way                line.Path // to the host, with what is around a message
	Profile            comms.Profile
	Form               keys.Form // of the sign-in's keys; empty: the profile's
	MAC                keys.Algorithm
	TMK                keys.Key
	Terminal, Merchant string
	Card               card.Presented
	// DeclineAmount and DeclineCard are what the host declines; where neither is given that cannot be asked.
	DeclineAmount txn.Fen
	DeclineCard   *card.Presented
	Amount        txn.Fen   // of the first sale, each has one fen more; 0: FirstAmount
	Trace         txn.Trace // the first number; 0: made of the time of day, so that a second run finds none of the first
	Timeout       time.Duration
	Choice        conformance.Choice
	Begin         func(conformance.Spec)   // told before each case that is run; may be nil
	Each          func(conformance.Result) // told after each case; may be nil
}

// Cases lists all cases in the order in which they are run.
func Cases() []conformance.Spec {
	return conformance.Specs(cases, func(c testCase) conformance.Spec { return c.Spec })
}

// complete fills in what was not chosen.
func (o *Options) complete() (err error) {
	if o.MAC == "" {
		o.MAC = keys.UnionPayECB
	}
	if o.Form == "" {
		if o.Form = o.Profile.Form; o.MAC == keys.SM4MAC {
			o.Form = keys.FormFor(o.MAC)
		}
	}
	if o.Profile, err = o.Profile.Under(o.Form, o.MAC); err != nil {
		return err
	}
	if o.Timeout <= 0 {
		o.Timeout = Timeout
	}
	if o.Amount == 0 {
		o.Amount = FirstAmount
	}
	if o.Trace == 0 {
		hour, minute, second := time.Now().Clock()
		o.Trace = txn.Trace(1 + 10*(hour*3600+minute*60+second))
	}
	return o.Choice.Check(Cases())
}

// Run examines a host. An error means that there was no examination; ctx ends it early, and what was not run then cannot
// be judged.
func Run(ctx context.Context, o Options) (conformance.Report, error) {
	report := conformance.Report{Of: "host"}
	if err := o.complete(); err != nil {
		return report, err
	}
	x := newExam(o)
	for _, c := range cases {
		if !o.Choice.Runs(c.Spec) {
			continue
		}
		report.Results = append(report.Results, x.one(ctx, c))
	}
	return report, x.link.Close()
}

// muteLimit is how many messages in a row may have no answer that can be read before a sign-in must have one. Chosen: no case
// leaves so many unanswered with a host that lives.
const muteLimit = 4

// silent says whether the host is given up: who is not there, or is no host, would cost the time limit in every case.
func (x *exam) silent() bool {
	if x.mute >= muteLimit && !x.gone {
		_, _ = x.signIn()
		x.gone = x.mute > 0
	}
	return x.gone
}

// one runs one case.
func (x *exam) one(ctx context.Context, c testCase) conformance.Result {
	begun := time.Now()
	x.ctx, x.lines = ctx, nil
	var err error
	if ctx.Err() == nil {
		if x.Begin != nil {
			x.Begin(c.Spec)
		}
		err = x.try(c)
	}
	if ctx.Err() != nil { // an exchange that was given up is no fault of the host
		err = fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	r := conformance.Of(c.Spec, err, x.lines, time.Since(begun))
	if x.Each != nil {
		x.Each(r)
	}
	return r
}

// try runs a case of a kind that the profile has, signed in where it needs that.
func (x *exam) try(c testCase) error {
	if c.kind != txn.KindNone && !x.Profile.Offers(c.kind) {
		return conformance.NotOffered("报文规范 %[1]s 没有这种报文", "profile %[1]s has no such message", x.Profile.Name)
	}
	if x.silent() {
		return conformance.Unclear("此前连续 %[1]d 个报文没有可读的应答，不再询问", "the last %[1]d messages had no answer that can be read: nothing more is asked", x.mute)
	}
	if c.signed {
		if err := x.ready(); err != nil {
			return err
		}
	}
	return c.run(x)
}
