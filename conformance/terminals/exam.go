package terminals

import (
	"context"
	"crypto/tls"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"posterm/conformance"
	"posterm/emulator/authority"
	"posterm/emulator/host"
	"posterm/txn"
)

// exam is one examination under way.
type exam struct {
	host     *host.Host
	driver   Driver
	limit    time.Duration
	accounts []host.Account
	record   record
	ctx      context.Context
	begun    int     // where in the record the case began
	amount   txn.Fen // of the next sale
	proof    []int   // where in the record that stands which a case found long before it began
	hurt     string  // the newest case that failed; empty: none
	issuer   *authority.Authority
	own      *tls.Config                // of the door; nil: no TLS
	disguise atomic.Pointer[tls.Config] // what the door uses instead; nil: its own
}

// Quiet: what a terminal does after an action is waited for until nothing happened for so long, at most so long in all.
const (
	quiet     = 100 * time.Millisecond
	quietMost = 2 * time.Second
)

// do makes the terminal act, and gives what it sent meanwhile. An action that overstays is not the end: what the terminal
// sent until then is judged.
func (x *exam) do(a Action) ([]asked, error) {
	from := x.record.size()
	ctx, cancel := context.WithTimeout(x.ctx, x.limit)
	err := x.driver.Do(ctx, a)
	cancel()
	x.calm()
	sent := x.sinceAt(from)
	if err == nil || errors.Is(err, errOverstayed) && len(sent) > 0 {
		return sent, nil
	}
	return nil, conformance.Unclear("终端未能执行 %[1]s：%[2]v", "the terminal could not be made to do %[1]s: %[2]v", a.Do, err)
}

// calm waits until the terminal is quiet.
func (x *exam) calm() {
	for waited := time.Duration(0); waited < quietMost; waited += quiet {
		n := x.record.size()
		select {
		case <-time.After(quiet):
		case <-x.ctx.Done():
			return
		}
		if x.record.size() == n {
			return
		}
	}
}

func (x *exam) sinceAt(from int) []asked { return requests(x.record.since(from), from) }

// after is what it sent after a request.
func (x *exam) after(a asked) []asked {
	list := x.sinceAt(a.at)
	return list[min(1, len(list)):]
}

// spoil lets the host do one thing wrong.
func (x *exam) spoil(f host.Fault) error { return x.host.AddFault(f) }

// must does an action and gives the first request of it that fits.
func (x *exam) must(a Action, fits func(asked) bool) (asked, error) {
	sent, err := x.do(a)
	if err != nil {
		return asked{}, err
	}
	i := slices.IndexFunc(sent, fits)
	if i < 0 {
		return asked{}, nothingSent(a)
	}
	return sent[i], nil
}

func nothingSent(a Action) error {
	return conformance.Unclear("终端没有发出 %s，无从判定", "the terminal sent no %s: there is nothing to judge", a.Do)
}

// sell makes a sale, with an amount of its own.
func (x *exam) sell() (asked, error) {
	x.amount++
	if x.amount%100 == declinedEnd {
		x.amount++
	}
	return x.must(sale(x.amount), asked.isSale)
}

// good is a sale that the host approves, for a case about something else.
func (x *exam) good() (asked, error) {
	s, err := x.sell()
	if err == nil && s.code != "00" {
		err = conformance.Unclear("需要一笔成功的消费，主机却答 %[1]s：%[2]s", "a sale is needed that is approved, and the host answered %[1]s: %[2]s", s.code, s.reason)
	}
	return s, err
}

// seen says whether the terminal has ever sent such a request.
func (x *exam) seen(fits func(asked) bool) bool { return slices.ContainsFunc(x.sinceAt(0), fits) }

// refused: the host did not take what it should have been able to take.
func refused(what string, a asked) error {
	return conformance.Failed("主机拒绝了 %[1]s：%[2]s，%[4]d 域，%[3]s", "the host refused the %[1]s with %[2]s: field %[4]d, %[3]s", what, a.code, a.reason, a.field)
}

func (x *exam) askBalance() (asked, error) { return x.must(balance, asked.isBalance) }

// blame adds to what cannot be judged that the terminal may still hang on an earlier case.
func (x *exam) blame(err error, name string) error {
	var f *conformance.Finding
	if !errors.As(err, &f) {
		return err
	}
	switch {
	case f.Verdict == conformance.Fail:
		x.hurt = name
	case f.Verdict == conformance.Inconclusive && x.hurt != "":
		return conformance.Unclear("%[1]s（案例 %[3]s 未通过，终端可能仍停在那里）", "%[2]s (%[3]s failed before: the terminal may still hang on that)", f.Why.ZH, f.Why.EN, x.hurt)
	}
	return err
}

// free helps a terminal that hangs on a reversal which the host cannot take, so that the cases after the one that failed can be
// judged: the host says that the original was undone before.
func (x *exam) free() {
	sent := slices.DeleteFunc(x.sinceAt(x.begun), func(a asked) bool { return !a.isReversal() })
	if len(sent) == 0 || x.ctx.Err() != nil {
		return
	}
	if last := sent[len(sent)-1]; last.answered() && last.code.EndsReversal() {
		return
	}
	if x.spoil(host.Fault{Name: "decline", Value: "25", Match: ofReversal, Count: tries}) == nil {
		_, _ = x.do(balance) // if it does not help, the next case says that this one failed
	}
	x.host.ClearFaults()
}

// evidence is what a case rests on: what it found in earlier ones, and everything since it began.
func (x *exam) evidence() (lines []string) {
	for _, at := range x.proof {
		if at < x.begun {
			lines = append(lines, evidence(x.record.since(at)[:1], x.accounts)...)
		}
	}
	return append(lines, evidence(x.record.since(x.begun), x.accounts)...)
}
