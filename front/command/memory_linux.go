package command

import "golang.org/x/sys/unix"

// closeMemory keeps what is in memory from files and from other programs of the same
// user: no core file is written whatever kills the program, also where the system hands
// cores to a collector, and nobody but root may attach to it. Card numbers, tracks and
// keys are in memory while they are needed.
//
// Neither call can fail for lowering one's own rights; if one did, the terminal would
// still have to sell.
func closeMemory() {
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
