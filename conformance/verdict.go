package conformance

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"posterm/txn"
)

// Verdict is how a case ended.
type Verdict string

// The verdicts.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
	Skipped      Verdict = "skipped"
)

// Spec says what a case is about, without running it.
type Spec struct {
	Name  string    // lost-answer
	Title txn.Words // what happens
	Want  txn.Words // what the machine must do
	Rule  string    // where that is written: "RULES.md 3.1"
}

// Finding is why a case did not simply pass. It is an error so that the first one ends a case.
type Finding struct {
	Verdict Verdict
	Why     txn.Words
}

// Error is the English text.
func (f *Finding) Error() string { return f.Why.EN }

// Failed is a rule broken. Both texts are formats for the same arguments.
func Failed(zh, en string, args ...any) error { return &Finding{Fail, format(zh, en, args)} }

// Unclear is a case that cannot be judged.
func Unclear(zh, en string, args ...any) error { return &Finding{Inconclusive, format(zh, en, args)} }

// NotOffered is a case about something that the machine does not have.
func NotOffered(zh, en string, args ...any) error { return &Finding{Skipped, format(zh, en, args)} }

func format(zh, en string, args []any) txn.Words {
	return txn.Words{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}

// Result is how one case ended.
type Result struct {
	Spec
	Verdict  Verdict
	Why      txn.Words // empty when it passed
	Evidence []string  // what was on the line, masked, oldest first
	Took     time.Duration
}

// Of makes a result of what a case returned: nil is a pass, a Finding what it says, anything else cannot be judged.
func Of(s Spec, err error, evidence []string, took time.Duration) Result {
	r := Result{Spec: s, Verdict: Pass, Evidence: evidence, Took: took}
	var f *Finding
	switch {
	case errors.As(err, &f):
		r.Verdict, r.Why = f.Verdict, f.Why
	case err != nil:
		r.Verdict, r.Why = Inconclusive, txn.Words{ZH: err.Error(), EN: err.Error()}
	}
	return r
}

// Report is all results of one examination.
type Report struct {
	Of      string // what was examined: "terminal" or "host"
	Results []Result
}

// Count is how many cases ended so.
func (r Report) Count(v Verdict) (n int) {
	for _, one := range r.Results {
		if one.Verdict == v {
			n++
		}
	}
	return n
}

// Troubles are the names of the cases that neither passed nor were left out, and a text of why, with what was on the line.
func (r Report) Troubles() (names []string, why string) {
	var b strings.Builder
	for _, one := range r.Results {
		if one.Verdict == Fail || one.Verdict == Inconclusive {
			names = append(names, one.Name)
			_ = WriteResult(&b, one, txn.English) // a Builder takes everything
		}
	}
	return names, b.String()
}

// Specs are what cases of any kind are about, in their order.
func Specs[C any](cases []C, of func(C) Spec) []Spec {
	all := make([]Spec, 0, len(cases))
	for _, c := range cases {
		all = append(all, of(c))
	}
	return all
}

// Exit codes of an examination. Wrong use is 2, as everywhere.
const (
	ExitPass    = 0 // every case that was run passed
	ExitFail    = 1 // a case failed
	ExitUnclear = 3 // none failed, but one could not be judged, or nothing was
)

// Exit is the exit code for a report.
func (r Report) Exit() int {
	switch {
	case r.Count(Fail) > 0:
		return ExitFail
	case r.Count(Inconclusive) > 0, r.Count(Pass) == 0:
		return ExitUnclear
	}
	return ExitPass
}
