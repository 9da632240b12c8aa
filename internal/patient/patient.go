// Package patient is for tests that wait for hosts, printers and browsers more than they work.
package patient

import (
	"flag"
	"runtime"
	"strconv"
)

// together is how many of them run at once. Chosen: on two processors the tests of the command line take half of
// their time, and more at once makes them no quicker.
const together = 6

// Together lets so many tests of a package run at once, where -parallel does not say another number. For TestMain,
// before the tests run.
func Together() {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if !said && runtime.GOMAXPROCS(0) < together {
		_ = flag.Set("test.parallel", strconv.Itoa(together))
	}
}
