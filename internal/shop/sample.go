package shop

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// thrifty is the setting of programs that are measured: what is judged is what they hold
// on to, and not how long the usual setting, 100, lets garbage lie. With that a lab of
// 9 MB breathes by 6, with this by less than 1.
const thrifty = "GOGC=20"

// Sample is one look at a process, through /proc.
type Sample struct {
	Resident    int // bytes of memory
	Descriptors int // open files and sockets
	Threads     int // of the operating system; goroutines cannot be seen from outside (see Goroutines)
}

func sample(pid int) (s Sample, err error) {
	proc := fmt.Sprintf("/proc/%d", pid)
	open, err := os.ReadDir(proc + "/fd")
	if err != nil {
		return s, err
	}
	status, err := os.ReadFile(proc + "/status")
	if err != nil {
		return s, err
	}
	s.Descriptors = len(open)
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		number, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		switch name {
		case "VmRSS": // "VmRSS:	   31764 kB"
			s.Resident, err = strconv.Atoi(number)
			s.Resident *= 1024
		case "Threads":
			s.Threads, err = strconv.Atoi(number)
		}
		if err != nil {
			return s, fmt.Errorf("%s/status: %w", proc, err)
		}
	}
	return s, nil
}

// Samples are looks at one process, in their order.
type Samples []Sample

// tolerance is how much more there may be at the end than in the second quarter: for
// memory what a collected heap breathes, and less than 1 MiB an hour over a night; for
// the rest what is open at one moment and not at another.
var tolerance = Sample{Resident: 4 << 20, Descriptors: 1, Threads: 2}

// Ends gives the medians of the second quarter and of the last one. The first quarter
// is left out: until then pools and caches fill.
func (all Samples) Ends() (early, late Sample) {
	quarter := len(all) / 4
	return all[quarter : 2*quarter].median(), all[len(all)-quarter:].median()
}

// Growing names what is not flat.
func (all Samples) Growing(process string) (found []string) {
	if len(all) < 8 {
		return []string{fmt.Sprintf("%s: only %d samples", process, len(all))}
	}
	early, late := all.Ends()
	for _, one := range []struct {
		what               string
		early, late, allow int
	}{
		{"bytes of memory", early.Resident, late.Resident, tolerance.Resident},
		{"descriptors", early.Descriptors, late.Descriptors, tolerance.Descriptors},
		{"threads", early.Threads, late.Threads, tolerance.Threads},
	} {
		if one.late > one.early+one.allow {
			found = append(found, fmt.Sprintf("%s: %d %s, later %d", process, one.early, one.what, one.late))
		}
	}
	return found
}

func (all Samples) median() Sample {
	middle := func(of func(Sample) int) int {
		numbers := make([]int, 0, len(all))
		for _, s := range all {
			numbers = append(numbers, of(s))
		}
		slices.Sort(numbers)
		return numbers[len(numbers)/2]
	}
	return Sample{
		middle(func(s Sample) int { return s.Resident }),
		middle(func(s Sample) int { return s.Descriptors }),
		middle(func(s Sample) int { return s.Threads }),
	}
}
