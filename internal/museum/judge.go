package museum

import (
	"errors"
	"os/exec"
	"regexp"
	"time"
)

// Sight is what an instrument saw of a mutant.
type Sight uint8

// The sights. Only Failed is a catch; Stuck is one where the mutant says so.
const (
	Passed  Sight = iota // saw nothing
	Failed               // a check of its own failed
	Stuck                // stood still: a deadlock of its bubble, or its time limit
	Crashed              // the program ended in another way: a panic, a signal; proves nothing
	Unbuilt              // the mutant does not compile, or the instrument is missing
)

// String names it for people: "failed".
func (s Sight) String() string {
	return [...]string{"passed", "failed", "stuck", "crashed", "unbuilt"}[s]
}

// Finding is one run of one instrument.
type Finding struct {
	Instrument string
	Sight      Sight
	Test       string // the first that failed
	Output     string // shortened
	Took       time.Duration
}

var (
	failure  = regexp.MustCompile(`(?m)^ *--- FAIL: (\S+)`)
	innerOne = regexp.MustCompile(`(?m)^ +--- FAIL: (\S+)`)
	still    = regexp.MustCompile(`(?m)^(panic: test timed out|(panic|fatal error): .*deadlock)`)
	crash    = regexp.MustCompile(`(?m)^(panic: |fatal error: |unexpected fault address|SIG[A-Z]+: )`)
)

// judge reads a test program's output. A panic is no check: a mutant that makes a
// test fall over has not been recognised for what it is.
func judge(out string, err error) Finding {
	f := Finding{Output: shortened(out)}
	var exit *exec.ExitError
	switch {
	case err == nil:
		f.Sight = Passed
	case still.MatchString(out):
		f.Sight = Stuck
	case !errors.As(err, &exit) || crash.MatchString(out) || !failure.MatchString(out):
		f.Sight = Crashed
	default:
		f.Sight = Failed
	}
	for _, shape := range []*regexp.Regexp{innerOne, failure} {
		if found := shape.FindStringSubmatch(out); found != nil && f.Test == "" {
			f.Test = found[1]
		}
	}
	return f
}
