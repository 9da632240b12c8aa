package host

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
)

// lineLimit is the longest line of a ledger file, in bytes; ours have a few hundred.
const lineLimit = 64 << 10

// errBroken: a write failed and could not be taken back; nothing more is decided.
var errBroken = errors.New("ledger file is broken: restart the host")

// errClosed: the host was closed.
var errClosed = errors.New("ledger file is closed")

// errLost: a fact was written, could not be synced, and was taken back.
var errLost = errors.New("ledger could not be synced: what was not durable is undone")

// store keeps facts: one JSON object per line. A line without its end is a write that was
// cut; it never counted and is removed. The zero store keeps nothing.
//
// A fact is written under the host's lock and synced outside of it, with all that were
// written meanwhile: one sync serves many. Nothing that follows from a fact leaves the host
// before the fact is durable.
type store struct {
	file *os.File
	size int64 // bytes that count; guarded by the host's lock
	err  error // likewise

	written atomic.Int64  // is size, for whoever syncs
	lost    atomic.Uint64 // how often facts were taken back
	synced  atomic.Int64  // bytes that are durable
	syncing sync.Mutex    // one sync at a time
	sync    func() error
}

// place is how far the ledger had come when something was decided.
type place struct {
	size int64
	lost uint64
}

// openStore reads the file's facts, oldest first, and makes it ready to append.
func openStore(path string, each func(fact) error) (*store, error) {
	if path == "" {
		return &store{}, nil
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	s := &store{file: file, sync: file.Sync}
	if err := errors.Join(lock(file), s.replay(each)); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	s.synced.Store(s.size)
	return s, nil
}

func (s *store) replay(each func(fact) error) error {
	lines := bufio.NewReaderSize(s.file, lineLimit)
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return s.rewind()
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("line %d is longer than %d bytes: the file is no ledger of this host", n, lineLimit)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		f, err := parseFact(line)
		if err == nil {
			err = each(f)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		s.size += int64(len(line))
	}
}

func parseFact(line []byte) (fact, error) {
	var f fact
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&f); err != nil {
		return f, fmt.Errorf("%w: %s: the file is no ledger, is of a newer release, or was damaged; give another one", errFact, notAFact(err))
	}
	return f, nil
}

// notAFact says in plain words what a decoder means.
func notAFact(err error) string {
	var wrong *json.UnmarshalTypeError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case errors.As(err, &wrong):
		return fmt.Sprintf("member %q has a value of the wrong kind", wrong.Field)
	case unknown:
		return fmt.Sprintf("member %s is not known", name)
	}
	return "it is not valid JSON"
}

// rewind drops everything behind the last line that counts.
func (s *store) rewind() error {
	s.written.Store(s.size)
	if err := s.file.Truncate(s.size); err != nil {
		return err
	}
	_, err := s.file.Seek(s.size, io.SeekStart)
	return err
}

// append writes a fact. After an error it is not in the file.
func (s *store) append(f fact) error {
	if s.file == nil {
		return nil
	}
	if s.err != nil {
		return s.err
	}
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if _, err = s.file.Write(line); err != nil {
		s.drop()
		return fmt.Errorf("ledger: %w", err)
	}
	s.size += int64(len(line))
	s.written.Store(s.size)
	return nil
}

// drop takes back what was written behind the facts that count.
func (s *store) drop() {
	if s.rewind() != nil {
		s.err = errBroken
	}
}

// here is the place of all that was written so far.
func (s *store) here() place { return place{s.written.Load(), s.lost.Load()} }

// Close syncs and closes the file; afterwards nothing can be appended. It may be called twice.
func (s *store) Close() error {
	if s.file == nil || errors.Is(s.err, errClosed) {
		return nil
	}
	var err error
	if s.err == nil && s.synced.Load() < s.size {
		err = s.sync()
	}
	s.err = errClosed
	return errors.Join(err, s.file.Close())
}
