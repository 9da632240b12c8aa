package scenario

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
)

// readDisk reads good, full, damaged or {full: {before: approved}}.
func readDisk(s step) (action, error) {
	full, before := s.body.isText() && s.body.Value == "full", ""
	if s.body.isText() {
		if _, err := s.body.word("good", "full", "damaged"); err != nil {
			return nil, err
		}
		if s.body.Value == "damaged" {
			return func(p *play) error { return p.world.damage() }, nil
		}
	} else {
		when, err := s.body.keyed([]string{"full"})
		if err == nil {
			when, err = when["full"].keyed([]string{"before"})
		}
		if err == nil {
			before, err = when["before"].word(rowNames()...)
		}
		if err != nil {
			return nil, err
		}
	}
	return func(p *play) error { return p.world.fillDisk(s.node, full, before) }, nil
}

// fillDisk takes the room on the terminal's disk, at once or before a row, or makes it well again.
func (w *world) fillDisk(step node, full bool, before string) error {
	switch well := !full && before == ""; {
	case well && w.lost != nil:
		return w.mend()
	case w.tick > 0:
		return errOnlyInMemory
	}
	if err := w.filled(); err != nil { // or the story would forget it
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.full, w.fill, w.filling = full, before, step
	return nil
}

// filled complains about a full disk that still waits for its row.
func (w *world) filled() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fill != "" && !w.full {
		return neverCame(w.filling)
	}
	return nil
}

// noRoom says whether rows find no room any more.
func (w *world) noRoom(has func(row string) bool) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.full = w.full || w.fill != "" && has(w.fill)
	return w.full
}

// damage changes a digit of every amount in the journal, wherever the disk holds it.
func (w *world) damage() error {
	switch {
	case w.running:
		return errors.New("the terminal has power: its disk is damaged while it is off")
	case w.lost != nil:
		return errors.New("the disk is damaged already")
	}
	whole := map[string][]byte{}
	for _, name := range []string{"journal.db", "journal.db-wal"} {
		path := filepath.Join(w.data(), name)
		text, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		} else if err != nil {
			return err
		}
		bad := amounts.ReplaceAllFunc(text, func(found []byte) []byte {
			last := len(found) - 1
			return append(found[:last:last], '1'+(found[last]-'0')%9)
		})
		if bytes.Equal(bad, text) {
			continue
		}
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			return err
		}
		whole[path] = text
	}
	if len(whole) == 0 {
		return errors.New("the journal holds no amount yet that could be damaged")
	}
	w.lost = whole
	return nil
}

// amounts are those of the journal's rows, up to their first digit.
var amounts = regexp.MustCompile(`"amount":[0-9]`)

// mend puts back what was damaged: the service desk has a copy.
func (w *world) mend() (err error) {
	for path, text := range w.lost {
		err = errors.Join(err, os.WriteFile(path, text, 0o600))
	}
	w.lost = nil
	return err
}
