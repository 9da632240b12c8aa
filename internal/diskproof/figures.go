package diskproof

import (
	"fmt"
	"sync"
)

// Figures are what a proof did and found. Its methods may be called by several goroutines.
type Figures struct {
	Scripts    int // flows that were played
	Operations int // of the disk, each of them followed by a power cut
	Cut        int // operations after which the power was cut
	Images     int // distinct disks that were recovered
	Nested     int // recoveries whose own power cut was recovered
	Runs       int // runs in which an operation failed
	Bits       int // of the files of a journal
	Flips      int // how many of them were flipped
	Noticed    int // of those, how many the journal complained about

	Lost       []string // acknowledged rows or card numbers that are gone, or things nobody committed
	Unreadable []string // disks that the journal could not open, or found fault with
	Wrong      []string // what else should not be

	mu sync.Mutex
}

// foundLimit bounds what is kept for people. Chosen: nobody reads more.
const foundLimit = 1000

// Add adds what another proof did and found.
func (f *Figures) Add(o *Figures) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Scripts, f.Operations, f.Cut = f.Scripts+o.Scripts, f.Operations+o.Operations, f.Cut+o.Cut
	f.Images, f.Nested, f.Runs = f.Images+o.Images, f.Nested+o.Nested, f.Runs+o.Runs
	f.Bits, f.Flips, f.Noticed = f.Bits+o.Bits, f.Flips+o.Flips, f.Noticed+o.Noticed
	f.Lost = append(f.Lost, o.Lost...)
	f.Unreadable = append(f.Unreadable, o.Unreadable...)
	f.Wrong = append(f.Wrong, o.Wrong...)
}

func (f *Figures) add(count *int, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*count += n
}

func (f *Figures) found(list *[]string, format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(*list) < foundLimit {
		*list = append(*list, fmt.Sprintf(format, args...))
	}
}
