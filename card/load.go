package card

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"posterm/internal/strict"
	"posterm/txn"
)

// dirLimit bounds how many card files a folder may hold: a fleet's worth.
const dirLimit = 10_000

// LoadFile reads one card file. Without a name in it, the card is called after
// the file. ErrNotFound when there is none.
func LoadFile(path string) (Definition, error) {
	doc, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Definition{}, fmt.Errorf("%w: %s is neither a card file nor one of %s",
			ErrNotFound, hide(path), strings.Join(Names(), ", "))
	}
	if err != nil {
		return Definition{}, &strict.Error{File: hideName(path), Err: err}
	}
	def, err := ParseFile(path, doc)
	if err == nil && def.Name == "" {
		def.Name = hideName(strings.TrimSuffix(filepath.Base(path), ".toml"))
	}
	return def, err
}

// LoadDir reads every *.toml of a folder, in the order of their names, as test
// cards beside the built-in ones. Two cards with one number or one name are refused.
func LoadDir(dir string) ([]Definition, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("card folder: %w", err)
	}
	if len(entries) > dirLimit {
		return nil, fmt.Errorf("card folder %s: more than %d files", hideName(dir), dirLimit)
	}
	taken := newOwners()
	var all []Definition
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) != ".toml" {
			continue
		}
		def, err := LoadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		if err := taken.add(def, hideName(entry.Name())); err != nil {
			return nil, err
		}
		all = append(all, def)
	}
	return all, nil
}

// owners remember which card has a number or a name.
type owners struct {
	byPAN  map[txn.PAN]string
	byName map[string]string
}

func newOwners() owners {
	o := owners{map[txn.PAN]string{}, map[string]string{}}
	for _, def := range Builtin() {
		o.byPAN[def.Card.PAN], o.byName[def.Name] = "the built-in card "+def.Name, "a built-in card"
	}
	return o
}

func (o owners) add(def Definition, file string) error {
	if other, taken := o.byPAN[def.Card.PAN]; taken {
		return fmt.Errorf("%s: the same card number as %s", file, other)
	}
	if other, taken := o.byName[def.Name]; taken {
		return fmt.Errorf("%s: the same name %q as %s", file, def.Name, other)
	}
	o.byPAN[def.Card.PAN], o.byName[def.Name] = file, file
	return nil
}

// read reads a regular file up to one byte over the limit, which ParseFile
// refuses. Its errors do not repeat the path: it may be a mistyped card number.
func read(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, withoutPath(err)
	}
	defer func() { _ = f.Close() }()
	doc, err := io.ReadAll(io.LimitReader(f, fileLimit+1))
	return doc, withoutPath(err)
}

// withoutPath keeps the reason of a file error: "permission denied".
func withoutPath(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}
