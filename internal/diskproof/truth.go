package diskproof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unique"

	"posterm/internal/check"
	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// dir is where the journal lives on the simulated disk: two directories below the
// root, so that Create has names to make durable.
const dir = "/var/posterm"

// on is a journal on a disk, which keeps what is to be told of every kind.
func on(name string) []journal.Option {
	return []journal.Option{journal.WithVFS(name), journal.Notifying(roll.Events()...)}
}

// rowLimit is more rows than any script here writes.
const rowLimit = 100_000

// truth is all that a journal says, as text: every row, the Book, every card number that
// is still kept, and every event that is still to be told. Two journals that say the same have the same truth.
type truth string

// telling collects a truth row by row.
type telling struct {
	rows   []string
	book   roll.Book
	sealed map[roll.ID]txn.PAN
	read   []roll.Row // rows, as they were read
	events []string   // to be told, oldest first
}

func (t *telling) add(r roll.Row) error {
	body, err := r.Encode()
	if err != nil {
		return err
	}
	t.rows = append(t.rows, fmt.Sprintf("%d %s %d %d %s %s %s %d %s",
		r.Seq, r.Batch, r.Txn, r.Orig, r.Trace, r.What, r.Kind, r.At.UnixNano(), body))
	t.book = t.book.Apply(r)
	t.read = append(t.read, r)
	return nil
}

// expect adds the events that the newest row tells: they are in the outbox if it is in the roll.
func (t *telling) expect() {
	for _, e := range check.Told(t.read) {
		if e.Seq == t.read[len(t.read)-1].Seq {
			t.events = append(t.events, e.String())
		}
	}
}

func (t *telling) truth() (truth, error) {
	book, err := roll.Row{Body: t.book}.Encode()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nbook %s\n", strings.Join(t.rows, "\n"), book)
	for _, id := range slices.Sorted(maps.Keys(t.sealed)) {
		fmt.Fprintf(&b, "sealed %d %s\n", id, t.sealed[id].Digits())
	}
	for _, e := range t.events {
		fmt.Fprintln(&b, e)
	}
	return truth(b.String()), nil
}

// shared gives the same truth, kept once: thousands of disks say it.
func (t truth) shared() truth { return truth(unique.Make(string(t)).Value()) }

// brief is the last row, how many card numbers are kept and how many events wait, for people.
func (t truth) brief() string {
	if t == nothing {
		return string(t)
	}
	rows, rest, _ := strings.Cut(string(t), "\nbook ")
	return fmt.Sprintf("%d rows, %d card numbers and %d events", strings.Count(rows, "\n")+1, strings.Count(rest, "\nsealed "), strings.Count(rest, "\nevent "))
}

// read asks a journal for all it says, and for what it finds wrong with itself.
func read(j *journal.Journal) (telling, error) {
	told, err := tell(j)
	if err != nil {
		return told, err
	}
	report, err := j.Check(context.Background())
	if err == nil && !report.Sound() {
		err = fmt.Errorf("check: %s", report.Findings[0])
	}
	return told, err
}

// tell asks a journal for all it says.
func tell(j *journal.Journal) (telling, error) {
	told := telling{sealed: map[roll.ID]txn.PAN{}}
	book, _, err := j.Book()
	if err != nil {
		return told, err
	}
	rows, err := j.Rows(0, rowLimit)
	if err != nil {
		return told, err
	}
	for _, r := range rows {
		if err := told.add(r); err != nil {
			return told, err
		}
		in, ok := r.Body.(roll.Intent)
		if !ok || in.Card == "" {
			continue
		}
		switch pan, err := j.PAN(r.Txn); {
		case err == nil:
			told.sealed[r.Txn] = pan
		case !errors.Is(err, journal.ErrNoNumber):
			return told, err
		}
	}
	waiting, err := j.Outbox().List(0, rowLimit)
	if err != nil {
		return told, err
	}
	for _, n := range waiting {
		told.events = append(told.events, check.Telling{Seq: n.Row.Seq, Event: n.Event}.String())
	}
	// The Book starts at the last checkpoint, the telling at the first row.
	if !same(book, told.book) {
		return told, errors.New("Fold(roll) is not the Book")
	}
	return told, nil
}

func same(a, b roll.Book) bool {
	x, errX := roll.Row{Body: a}.Encode()
	y, errY := roll.Row{Body: b}.Encode()
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// open opens the journal on a disk and reads it.
func open(d *simdisk.Disk) (*journal.Journal, telling, error) {
	j, err := journal.Open(dir, "proof", on(d.Name())...)
	if err != nil {
		return nil, telling{}, err
	}
	told, err := read(j)
	if err != nil {
		return nil, told, errors.Join(err, j.Close())
	}
	return j, told, nil
}
