package shop

import (
	"errors"
	"time"
)

// ErrNoTracing: this machine does not let us look at system calls.
var ErrNoTracing = errors.New("system calls cannot be traced here: it takes Linux on amd64 or arm64, and the right to ptrace one's own children")

// point is a kind of moment at which a process is killed: before a system call that
// leaves a trace outside of it, or after one that brought something in.
//
//	before pwrite64 journal.db-wal
//	after read host
type point struct{ when, call, place string }

func (p point) String() string { return p.when + " " + p.call + " " + p.place }

// trap runs one command and kills it when it comes to a point for the nth time, counted
// over all threads of the process. Each kind of point is counted for itself: how the
// work with the host and that with the printer interleave differs from run to run, the
// order of either does not. (`strace -e inject=CALL:signal=KILL:when=N` counts every
// thread for itself, and Go moves work between threads: there, some calls would be hit
// twice and others never.)
//
// The points are:
//   - before every pwrite64, write, ftruncate, fdatasync, fsync, mkdirat, unlinkat and
//     renameat in the data directory, before every connect, and before every write to
//     the host, the printer and standard output;
//   - after every write to the host: the request is on its way, its answer is not read;
//   - after every read that brought bytes of the host or the printer.
//
// No points are the writes to the lock file, which only tell people who holds it, and
// the questions after the printer's state (10 04 n) with their answers of one byte, of
// which a sale has a dozen: they print nothing and move nothing.
//
// A kill before a call is one after everything before it. The call does not happen:
// a thread that dies at its entry into the kernel does not carry it out. What other
// threads have handed to the kernel at that moment, it may still carry out.
type trap struct {
	program string
	args    []string
	stdin   string // at most as much as a pipe takes, 64 KiB
	data    string // data directory
	ports   map[uint16]string
	at      point
	nth     int // 1 is the first time; 0 is never
	limit   time.Duration
}

// sprung is what came of it.
type sprung struct {
	killed bool
	code   int           // exit code, unless it was killed
	seen   map[point]int // how often each point was passed
}

// incoming calls are points when they brought something.
var incoming = map[string]bool{"read": true, "readv": true, "recvfrom": true, "recvmsg": true}

// Places that are no file of the data directory.
const (
	atHost    = "host"
	atPrinter = "printer"
	atScreen  = "screen"
	atFolder  = "directory"
)

// lockFile is no place.
const lockFile = "posterm.lock"

// questionBytes is the length of a question after the printer's state; answers have one byte.
const questionBytes = 3

// before says whether a call is a point at its begin.
func before(call, place string, bytes uint64) bool {
	asks := place == atPrinter && call == "write" && bytes == questionBytes
	return place != "" && !incoming[call] && !asks
}

// after says whether it is one at its end.
func after(call, place string, result int64) bool {
	switch {
	case result <= 0:
		return false
	case incoming[call]:
		return place == atHost || place == atPrinter && result > 1
	}
	return place == atHost && call != "connect"
}
