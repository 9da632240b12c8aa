package strict

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

// Shelf has files of one kind that are part of the program, each NAME.toml, and reads them once.
// It may be used by several goroutines.
type Shelf[T any] struct {
	files embed.FS
	usual string
	parse func(file string, doc []byte) (*T, error)
	mu    sync.Mutex
	read  map[string]*T
}

// NewShelf is a shelf with the name of the file that is taken when nobody asks for another.
func NewShelf[T any](files embed.FS, usual string, parse func(file string, doc []byte) (*T, error)) *Shelf[T] {
	return &Shelf[T]{files: files, usual: usual, parse: parse, read: map[string]*T{}}
}

// Names lists what there is, the usual one first.
func (s *Shelf[T]) Names() []string {
	entries, err := s.files.ReadDir(".")
	if err != nil {
		panic(err) // the files are part of the program
	}
	names := []string{s.usual}
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), ".toml"); name != s.usual {
			names = append(names, name)
		}
	}
	return names
}

// ByName reads one; known is false when there is none of that name.
func (s *Shelf[T]) ByName(name string) (one *T, known bool, err error) {
	if !slices.Contains(s.Names(), name) {
		return nil, false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if one = s.read[name]; one != nil {
		return one, true, nil
	}
	file := name + ".toml"
	doc, err := s.files.ReadFile(file)
	if err == nil {
		one, err = s.parse(file, doc)
	}
	if err != nil {
		return nil, true, err
	}
	s.read[name] = one
	return one, true, nil
}
