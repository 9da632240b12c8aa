//go:build amd64 || arm64

package shop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// callNames are the system calls that may be points. Go's runtime and library use no
// others for files and sockets (looked at with strace).
var callNames = map[uint64]string{
	unix.SYS_PWRITE64: "pwrite64", unix.SYS_PWRITEV: "pwritev", unix.SYS_FTRUNCATE: "ftruncate",
	unix.SYS_FDATASYNC: "fdatasync", unix.SYS_FSYNC: "fsync",
	unix.SYS_MKDIRAT: "mkdirat", unix.SYS_UNLINKAT: "unlinkat", unix.SYS_RENAMEAT: "renameat", unix.SYS_RENAMEAT2: "renameat2",
	unix.SYS_CONNECT: "connect",
	unix.SYS_WRITE:   "write", unix.SYS_WRITEV: "writev", unix.SYS_SENDTO: "sendto", unix.SYS_SENDMSG: "sendmsg",
	unix.SYS_READ: "read", unix.SYS_READV: "readv", unix.SYS_RECVFROM: "recvfrom", unix.SYS_RECVMSG: "recvmsg",
}

// syscallInfo is struct ptrace_syscall_info of linux/ptrace.h.
type syscallInfo struct {
	op      uint8 // entry or exit
	_       [3]byte
	arch    uint32
	ip, sp  uint64
	content [8]uint64 // entry: number, six arguments; exit: result
}

const (
	atEntry = 1
	atExit  = 2
	// syscallStop marks the stops of PTRACE_O_TRACESYSGOOD.
	syscallStop = syscall.SIGTRAP | 0x80
)

// tracee is a command under way in a trap.
type tracee struct {
	trap
	pid     int
	threads map[int]*thread
	sockets map[string]string // "socket:[4711]": place
	sprung
}

// thread remembers the call it is in.
type thread struct {
	call, place string
	fd          int
}

// spring runs the command to its end.
func (t trap) spring() (sprung, error) {
	r := &tracee{trap: t, threads: map[int]*thread{}, sockets: map[string]string{}, sprung: sprung{seen: map[point]int{}}}
	done := make(chan error)
	go func() { // ptrace belongs to a thread
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- r.run()
	}()
	err := <-done
	return r.sprung, err
}

func (t *tracee) run() error {
	if err := t.start(); err != nil {
		return err
	}
	hang := time.AfterFunc(t.limit, func() { _ = unix.Kill(t.pid, unix.SIGKILL) })
	status, err := t.follow()
	switch {
	case !hang.Stop():
		return fmt.Errorf("posterm %v did not end within %s", t.args, t.limit)
	case err != nil:
		return err
	case !t.killed && status.Signaled():
		return fmt.Errorf("posterm %v died of %v", t.args, status.Signal())
	}
	t.code = status.ExitStatus()
	return nil
}

// start begins the command in a process group of its own, so that waiting for it
// takes no child of anybody else, and stops it before its first instruction.
func (t *tracee) start() error {
	in, keys, err := os.Pipe()
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = keys.WriteString(t.stdin)
	if err = errors.Join(err, keys.Close()); err != nil {
		return err
	}
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	t.pid, err = syscall.ForkExec(t.program, append([]string{t.program}, t.args...), &syscall.ProcAttr{
		Env: os.Environ(), Files: []uintptr{in.Fd(), null.Fd(), null.Fd()}, Sys: &syscall.SysProcAttr{Ptrace: true, Setpgid: true},
	})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoTracing, err)
	}
	t.threads[t.pid] = &thread{}
	var status unix.WaitStatus
	if _, err := unix.Wait4(t.pid, &status, unix.WALL, nil); err != nil {
		return err
	}
	options := unix.PTRACE_O_TRACESYSGOOD | unix.PTRACE_O_TRACECLONE | unix.PTRACE_O_EXITKILL
	if err := errors.Join(unix.PtraceSetOptions(t.pid, options), unix.PtraceSyscall(t.pid, 0)); err != nil {
		_ = unix.Kill(t.pid, unix.SIGKILL)
		return fmt.Errorf("%w: %w", ErrNoTracing, err)
	}
	return nil
}

// follow lets the threads run from call to call until the process has ended.
func (t *tracee) follow() (unix.WaitStatus, error) {
	for {
		var status unix.WaitStatus
		tid, err := unix.Wait4(-t.pid, &status, unix.WALL, nil)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case err != nil:
			return status, fmt.Errorf("wait for posterm %v: %w", t.args, err)
		case !status.Stopped():
			if tid == t.pid {
				return status, nil // the leader is reported last
			}
			delete(t.threads, tid)
			continue
		}
		signal := t.stopped(tid, status)
		if t.killed {
			_ = unix.Kill(t.pid, unix.SIGKILL)
			continue
		}
		// A thread that is gone by now is reported by its end.
		if err := unix.PtraceSyscall(tid, int(signal)); err != nil && !errors.Is(err, unix.ESRCH) {
			return status, fmt.Errorf("trace posterm %v: %w", t.args, err)
		}
	}
}

// stopped looks at one stop of one thread, and gives the signal that goes on to it.
func (t *tracee) stopped(tid int, status unix.WaitStatus) unix.Signal {
	own, known := t.threads[tid]
	if !known {
		own = &thread{}
		t.threads[tid] = own
	}
	signal := status.StopSignal()
	switch {
	case signal == syscallStop:
		t.call(tid, own)
	case signal == unix.SIGTRAP && status.TrapCause() > 0: // a new thread is announced
	case signal == unix.SIGSTOP && !known: // a new thread begins
	default:
		return signal
	}
	return 0
}

// call looks at the begin or the end of a system call.
func (t *tracee) call(tid int, own *thread) {
	var info syscallInfo
	_, _, failed := unix.Syscall6(unix.SYS_PTRACE, unix.PTRACE_GET_SYSCALL_INFO, uintptr(tid), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if failed != 0 {
		return
	}
	switch info.op {
	case atEntry:
		*own = thread{call: callNames[info.content[0]], fd: int(int32(info.content[1]))}
		if own.call == "" {
			return
		}
		own.place = t.place(own, uintptr(info.content[2]))
		if before(own.call, own.place, info.content[3]) {
			t.pass(point{"before", own.call, own.place})
		}
	case atExit:
		if after(own.call, own.place, int64(info.content[0])) {
			t.pass(point{"after", own.call, own.place})
		}
		*own = thread{}
	}
}

func (t *tracee) pass(p point) {
	t.seen[p]++
	t.killed = t.killed || p == t.at && t.seen[p] == t.nth
}

// place is what a call is about; empty: nothing outside the process.
func (t *tracee) place(own *thread, second uintptr) string {
	switch own.call {
	case "mkdirat", "unlinkat", "renameat", "renameat2":
		return atFolder
	}
	if own.fd == 1 {
		return atScreen
	}
	behind, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", t.pid, own.fd))
	if err != nil {
		return ""
	}
	if own.call == "connect" {
		t.sockets[behind] = t.ports[t.port(second)]
	}
	if strings.HasPrefix(behind, "socket:") {
		return t.sockets[behind]
	}
	switch folder := filepath.Dir(t.data); {
	case behind == t.data, behind == folder:
		return atFolder
	case filepath.Dir(behind) == t.data && filepath.Base(behind) != lockFile:
		return filepath.Base(behind)
	}
	return ""
}

// port reads a struct sockaddr_in of the process: family, port, address.
func (t *tracee) port(address uintptr) uint16 {
	var raw [4]byte
	local := []unix.Iovec{{Base: &raw[0], Len: uint64(len(raw))}}
	remote := []unix.RemoteIovec{{Base: address, Len: len(raw)}}
	if n, err := unix.ProcessVMReadv(t.pid, local, remote, 0); err != nil || n != len(raw) {
		return 0
	}
	return binary.BigEndian.Uint16(raw[2:])
}
