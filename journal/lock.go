package journal

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// lockFile is held by flock, which ends with the process however it ends. What
// it contains only tells people who that is: "4711 sale\n".
const lockFile = "posterm.lock"

const (
	lockWait = time.Second           // given, RULES.md 7: a command that is about to end is waited for
	lockPoll = 20 * time.Millisecond // chosen: a person does not notice it
)

// lock takes the directory for this process.
func lock(dir, verb string) (held, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return held{}, explain("lock", err)
	}
	for waited := time.Duration(0); ; waited += lockPoll {
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EWOULDBLOCK) && !errors.Is(err, unix.EINTR) {
			break
		}
		if waited >= lockWait {
			return held{}, errors.Join(holder(f), f.Close())
		}
		time.Sleep(lockPoll)
	}
	if err != nil {
		return held{}, explain("lock", errors.Join(err, f.Close()))
	}
	sign(f, fmt.Sprintf("%d %s\n", os.Getpid(), verb))
	return held{f}, nil
}

// sign writes who holds the lock. Nothing depends on it: it is not synced, and on a full disk
// the journal can still be read without it.
func sign(f *os.File, who string) {
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(who), 0)
	}
}

// holder reads who holds the lock.
func holder(f *os.File) error {
	err := &HeldError{}
	_, _ = fmt.Fscanf(io.NewSectionReader(f, 0, 64), "%d %s", &err.PID, &err.Verb)
	return err
}

// held is a lock that this process has.
type held struct{ file *os.File }

// Close lets the next process in. The file stays: removing it would let two processes lock two files.
func (h held) Close() error {
	return errors.Join(h.file.Truncate(0), h.file.Close())
}
