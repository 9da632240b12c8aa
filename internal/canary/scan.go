package canary

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Limits of a scan. Chosen.
const (
	windowSize = 1 << 20 // bytes held at once
	hitLimit   = 100     // hits told of one piece of data
)

// Hit is a secret that was found.
type Hit struct {
	Where    string // the file, and the packed stream within it
	Offset   int64  // in the file, or in what the stream unpacks to
	Encoding string
	Secret   string // its name
}

// String is for example "posterm.log at 512: card A as base64+1".
func (h Hit) String() string {
	return fmt.Sprintf("%s at %d: %s as %s", h.Where, h.Offset, h.Secret, h.Encoding)
}

// Scanner looks for a set of secrets. It may be used by several goroutines.
type Scanner struct {
	table   *table
	planted int
	forms   int
}

// New makes a scanner and proves it: every secret is planted in every encoding, and every
// plant must be found. The error names what cannot be looked for or was not found.
func New(secrets ...Secret) (*Scanner, error) {
	if len(secrets) == 0 {
		return nil, errors.New("canary: no secret to look for")
	}
	var needles []needle
	known, encodings := map[string]bool{}, map[string]bool{}
	for _, s := range secrets {
		if err := s.check(); err != nil {
			return nil, fmt.Errorf("canary: %w", err)
		}
		for _, f := range s.forms() {
			if len(f.bytes) < leastNeedle || known[s.name+"\x00"+string(f.bytes)] {
				continue
			}
			known[s.name+"\x00"+string(f.bytes)], encodings[f.encoding] = true, true
			needles = append(needles, needle{s.name, f.encoding, f.bytes})
		}
	}
	s := &Scanner{table: newTable(needles), forms: len(encodings)}
	return s, s.prove(secrets)
}

// Planted is how many planted secrets the scanner found before it was handed out.
func (s *Scanner) Planted() int { return s.planted }

// Encodings is how many ways of writing a secret are looked for.
func (s *Scanner) Encodings() int { return s.forms }

// Bytes looks through data; where is its name in the hits.
func (s *Scanner) Bytes(where string, data []byte) []Hit {
	hits, _ := s.scan(where, bytes.NewReader(data), int64(len(data)), 0) // memory does not fail
	return hits
}

// File looks through a file, one window after the other.
func (s *Scanner) File(path string) ([]Hit, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return s.scan(path, f, info.Size(), 0)
}

// Tally is what was looked through.
type Tally struct {
	Files int
	Bytes int64
	Hits  []Hit
}

// Tree looks through every regular file below dir, and through the names of all. Skip may
// leave files out by their path below dir; nil leaves none out. A file that went away
// meanwhile is left out, too.
func (s *Scanner) Tree(dir string, skip func(path string) bool) (t Tally, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || skip != nil && skip(name) {
			return err
		}
		t.Hits = append(t.Hits, s.Bytes("a name in "+filepath.Dir(path), []byte(d.Name()))...)
		if !d.Type().IsRegular() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		hits, err := s.File(path)
		t.Files, t.Bytes, t.Hits = t.Files+1, t.Bytes+info.Size(), append(t.Hits, hits...)
		return err
	})
	return t, err
}

// scan looks through data, and through what is packed within it.
func (s *Scanner) scan(where string, data io.ReaderAt, size int64, depth int) (hits []Hit, err error) {
	overlap := int64(s.table.longest - 1)
	window := make([]byte, min(windowSize+overlap, size))
	told := map[string]int64{} // where the last hit of a secret ends: one place is told once
	for from := int64(0); from < size; from += windowSize {
		n, err := data.ReadAt(window[:min(int64(len(window)), size-from)], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return hits, fmt.Errorf("%s: %w", where, err)
		}
		view := window[:n]
		fresh := int(min(windowSize, int64(n))) // what begins beyond belongs to the next window
		s.table.search(view, func(n needle, at int) bool {
			begin := from + int64(at)
			if at < fresh && begin >= told[n.secret] {
				hits = append(hits, Hit{where, begin, n.encoding, n.secret})
				told[n.secret] = begin + int64(len(n.bytes))
			}
			return len(hits) < hitLimit
		})
		if depth < depthLimit {
			for _, p := range packs(view, fresh, from == 0) {
				inner, unpacked := s.unpack(p, io.NewSectionReader(data, from+int64(p.at), size-from-int64(p.at)))
				if !unpacked {
					continue
				}
				more, err := s.scan(fmt.Sprintf("%s > %s at %d", where, p.name, from+int64(p.at)), bytes.NewReader(inner), int64(len(inner)), depth+1)
				if hits = append(hits, more...); err != nil {
					return hits, err
				}
			}
		}
		if len(hits) >= hitLimit || n < fresh {
			break
		}
	}
	return hits, nil
}
