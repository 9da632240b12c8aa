package operator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// FileName is the file's name in the data directory.
const FileName = "operators.json"

// Limits of the file.
const (
	fileBytes  = 64 << 10  // a hundred operators take some 20 KB
	mostRounds = 5_000_000 // a foreign file must not make a check take minutes
)

// The first line of the file: its layout, and SHA-256 of all that follows. It tells a damaged file; it
// keeps nobody out who may write the data directory.
const heading = "posterm operators 1 "

// change lets work change the operators and writes them when it says so. Without a file work gets the
// first ones, which are written in any case.
func (s Staff) change(work func([]record) (all []record, changed bool, err error)) error {
	dir, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	defer dir.Close() // which also unlocks it
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock %s: %w", s.dir, err)
	}
	all, err := read(filepath.Join(s.dir, FileName))
	missing := errors.Is(err, fs.ErrNotExist)
	if missing {
		all, err = first(), nil
	}
	if err != nil {
		return err
	}
	all, changed, err := work(all)
	if !changed && !missing || err != nil {
		return err
	}
	return s.write(dir, all)
}

// Restart makes all operators anew with their first passwords, whatever the file holds.
func (s Staff) Restart() error {
	dir, err := os.Open(s.dir)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock %s: %w", s.dir, err)
	}
	return s.write(dir, first())
}

// write replaces the file. After it returned nil the new one is durable; before, the old one is whole.
func (s Staff) write(dir *os.File, all []record) error {
	text, err := format(all)
	if err != nil {
		return err
	}
	path := filepath.Join(s.dir, FileName)
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return dir.Sync()
}

// read reads the file. A missing one is fs.ErrNotExist.
func read(path string) ([]record, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > fileBytes:
		return nil, fmt.Errorf("%w: %s is no file of at most %d bytes", ErrDamaged, path, fileBytes)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%w: %s has mode %04o", ErrRights, path, info.Mode().Perm())
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return parse(text)
}

func format(all []record) ([]byte, error) {
	slices.SortFunc(all, func(a, b record) int { return strings.Compare(string(a.Number), string(b.Number)) })
	body, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return nil, err
	}
	body = append(body, '\n')
	return append([]byte(heading+sum(body)+"\n"), body...), nil
}

func sum(body []byte) string {
	s := sha256.Sum256(body)
	return hex.EncodeToString(s[:])
}

// parse reads what format wrote, and nothing else.
func parse(text []byte) (all []record, err error) {
	first, body, _ := bytes.Cut(text, []byte("\n"))
	if string(first) != heading+sum(body) {
		return nil, fmt.Errorf("%w: it is not what was written", ErrDamaged)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	seen := map[Number]bool{}
	for _, r := range all {
		n, err := ParseNumber(string(r.Number))
		sound := err == nil && n == r.Number && !seen[n] && len(r.Salt) == saltBytes && len(r.Hash) == hashBytes
		if !sound || r.Rounds < 1 || r.Rounds > mostRounds || r.Wrong < 0 {
			return nil, fmt.Errorf("%w: operator %q", ErrDamaged, r.Number)
		}
		seen[n] = true
	}
	if !seen[Supervisor] || !seen[Administrator] {
		return nil, fmt.Errorf("%w: supervisor or administrator is missing", ErrDamaged)
	}
	return all, nil
}
