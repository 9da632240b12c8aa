package diskproof

import (
	"fmt"
	"maps"
	"slices"

	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// script is a flow written down, with what must be true after each of its acts.
type script struct {
	name   string
	acts   []act
	truths []truth // before the first act, and after each
}

// base is a provisioned disk that all scripts start from.
type base struct {
	disk *simdisk.Disk
	told telling
	name func(*simdisk.Disk) string // how the journal finds a disk: its name, or a bad disk around it
	// j is open on a disk of its own, and only asked for digests.
	j    *journal.Journal
	mine *simdisk.Disk
}

var master = []byte("0123456789abcdef")

// provision makes a journal as posterm init does.
func provision(name string) error {
	first := roll.Book{Batch: 1, Terminal: terminal, Merchant: merchant}
	return journal.Create(dir, first, master, opening, journal.WithVFS(name))
}

func newBase() (*base, error) {
	d := simdisk.New()
	defer d.Close()
	if err := provision(d.Name()); err != nil {
		return nil, err
	}
	b := &base{disk: d, name: (*simdisk.Disk).Name, mine: d.Clone()}
	var err error
	b.j, b.told, err = open(b.mine)
	return b, err
}

func (b *base) close() error {
	err := b.j.Close()
	b.mine.Close()
	return err
}

// write writes a flow down. It is called by one goroutine.
func (b *base) write(f flow) (script, error) {
	c := &clerk{book: b.told.book, digest: b.j.Digest}
	f.write(c)
	s := script{name: f.name, acts: c.acts}
	told := telling{rows: slices.Clone(b.told.rows), read: slices.Clone(b.told.read), book: b.told.book, sealed: map[roll.ID]txn.PAN{}}
	spent := map[roll.ID]bool{} // whose number nothing needs any more
	for i := -1; i < len(c.acts); i++ {
		if i >= 0 {
			if err := told.act(c.acts[i], spent); err != nil {
				return s, err
			}
		}
		now, err := told.truth()
		if err != nil {
			return s, err
		}
		s.truths = append(s.truths, now)
	}
	return s, nil
}

// act adds what an act makes true.
func (t *telling) act(a act, spent map[roll.ID]bool) error {
	switch a.verb {
	case commit:
		for _, r := range a.rows {
			if err := t.add(r); err != nil {
				return err
			}
			t.expect()
			switch r.What {
			case roll.Declined, roll.NotSent, roll.Reversed, roll.Unpaid:
				spent[r.Txn] = true
			case roll.Closed:
				for id := range t.sealed {
					spent[id] = true
				}
			}
		}
		if a.seal != nil {
			t.sealed[a.seal.ID] = a.seal.PAN
		}
	case deliver:
		t.events = slices.Clone(t.events[min(1, len(t.events)):])
	case forget:
		t.sealed = maps.Clone(t.sealed)
		maps.DeleteFunc(t.sealed, func(id roll.ID, _ txn.PAN) bool { return spent[id] })
	}
	return nil
}

// mark says what a power cut after so many operations may leave.
type mark struct {
	op  int
	may []truth
}

// chronicle is what a disk saw of a script, and what may be true when.
type chronicle struct {
	name  string
	tape  *simdisk.Recording
	marks []mark
}

func (c *chronicle) mark(may ...truth) {
	c.marks = append(c.marks, mark{len(c.tape.Ops), may})
}

// may gives what a power cut after n operations may leave.
func (c *chronicle) may(n int) (may []truth) {
	for _, m := range c.marks {
		if m.op > n {
			break
		}
		may = m.may
	}
	return may
}

// performer plays a script on a disk and remembers what was acknowledged.
type performer struct {
	at   []journal.Option
	j    *journal.Journal
	done int // acts that were acknowledged
}

// play performs the acts and closes the journal. Before and after each act it calls
// begun and acked, which may be nil.
func (p *performer) play(s script, begun, acked func(int)) error {
	if err := p.acts(s, begun, acked); err != nil {
		return err
	}
	return p.j.Close()
}

// acts performs the acts and leaves the journal open.
func (p *performer) acts(s script, begun, acked func(int)) (err error) {
	if p.j, err = journal.Open(dir, "proof", p.at...); err != nil {
		return fmt.Errorf("open: %w", err)
	}
	for i, a := range s.acts {
		if begun != nil {
			begun(i)
		}
		if err := p.perform(a); err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		p.done++
		if acked != nil {
			acked(i)
		}
	}
	return nil
}

func (p *performer) perform(a act) error {
	switch a.verb {
	case commit:
		return p.j.Commit(a.rows, a.seal)
	case forget:
		ids, err := p.j.Spent(func(roll.ID) bool { return false })
		if err != nil {
			return err
		}
		return p.j.Forget(ids)
	case checkpoint:
		_, err := p.j.Checkpoint()
		return err
	case deliver:
		next, _, err := p.j.Outbox().Next(opening)
		if err != nil || next.ID == "" {
			return err
		}
		return p.j.Outbox().Delivered(next, opening)
	}
	if a.verb == listen {
		return nil
	}
	if err := p.j.Close(); err != nil {
		return err
	}
	var err error
	p.j, err = journal.Open(dir, "proof", p.at...)
	return err
}

// record plays a script on a fresh disk and writes its chronicle.
func (b *base) record(s script) (*chronicle, error) {
	d := b.disk.Clone()
	defer d.Close()
	p := &performer{at: on(b.name(d))}
	c := &chronicle{name: s.name, tape: d.Record()}
	c.mark(s.truths[0])
	err := p.play(s,
		func(i int) {
			if s.acts[i].verb == listen {
				c.tape, c.marks = d.Record(), nil
			}
			c.mark(s.truths[i], s.truths[i+1])
		},
		func(i int) { c.mark(s.truths[i+1]) })
	return c, err
}
