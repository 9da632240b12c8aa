package host

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// lineLimit is the longest line of a ledger file, in bytes; ours have a few hundred.
const lineLimit = 64 << 10

// errBroken: a write failed and could not be taken back; nothing more is decided.
var errBroken = errors.New("ledger file is broken: restart the host")

// errClosed: the host was closed.
var errClosed = errors.New("ledger file is closed")

// store keeps facts: one JSON object per line, synced before it counts. A line
// without its end is a write that was cut; it never counted and is removed. The
// zero store keeps nothing.
type store struct {
	file *os.File
	size int64 // bytes that count
	err  error
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
	s := &store{file: file}
	if err := errors.Join(lock(file), s.replay(each)); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	return s, nil
}

func (s *store) replay(each func(fact) error) error {
	lines := bufio.NewReaderSize(s.file, lineLimit)
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, io.EOF) {
			return s.rewind()
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
	err := strict.Decode(&f)
	return f, err
}

// rewind drops everything behind the last line that counts.
func (s *store) rewind() error {
	if err := s.file.Truncate(s.size); err != nil {
		return err
	}
	_, err := s.file.Seek(s.size, io.SeekStart)
	return err
}

// append makes a fact durable. After an error it is not in the file.
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
	_, err = s.file.Write(line)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		if undo := s.rewind(); undo != nil {
			s.err = errBroken
		}
		return fmt.Errorf("ledger: %w", err)
	}
	s.size += int64(len(line))
	return nil
}

// Close closes the file; afterwards nothing can be appended. It may be called twice.
func (s *store) Close() error {
	if s.file == nil || errors.Is(s.err, errClosed) {
		return nil
	}
	s.err = errClosed
	return s.file.Close()
}
