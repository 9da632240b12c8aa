package diskproof

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"

	"posterm/internal/simdisk"
	"posterm/journal"
	"posterm/txn"
)

// Bits is how much of the proof against flipped bits is done.
type Bits struct {
	// Stride is from which bit to the next one is gone: 1 is every bit. It should be
	// odd, to come across all the bits of a byte.
	Stride  int
	Workers int // goroutines
}

// files hold something worth flipping.
var files = []string{"journal.db", "journal.db-wal", "journal.head", "secrets.key"}

// flip is one bit of one file of a disk.
type flip struct {
	disk *simdisk.Disk
	name string // of the journal and the file, for people
	file string
	bit  int
	want string
}

// Run flips bits of a small journal, one at a time: once while its rows stand in the
// log, once when they stand in the database. The journal must complain when it is
// opened and read, or say what it said before. Check is not asked: what a terminal
// reads at power-on must be right without it.
func (p Bits) Run(ctx context.Context) (*Figures, error) {
	b, err := newBase()
	if err != nil {
		return nil, err
	}
	f := &Figures{}
	todo := make(chan flip, 64)
	var workers sync.WaitGroup
	for range p.Workers {
		workers.Go(func() {
			for one := range todo {
				f.flip(one)
			}
		})
	}
	err = p.hand(ctx, b, f, todo)
	close(todo)
	workers.Wait()
	return f, errors.Join(err, b.close())
}

// small is a sale with its slip, and a sale in doubt.
func small(c *clerk) {
	c.ask(txn.Sale, 0)
	granted(c)
	c.ask(txn.Sale, 0)
}

func (p Bits) hand(ctx context.Context, b *base, f *Figures, todo chan<- flip) error {
	s, err := b.write(flow{"small", small})
	if err != nil {
		return err
	}
	d := b.disk.Clone()
	defer d.Close()
	play := &performer{at: on(d.Name())}
	if err := play.acts(s, nil, nil); err != nil {
		return err
	}
	logged := d.Clone()
	if err := play.j.Close(); err != nil {
		return err
	}
	for _, state := range []struct {
		name string
		disk *simdisk.Disk
	}{{"rows in the log", logged}, {"rows in the database", d.Clone()}} {
		want, err := look(state.disk.Clone())
		if err != nil || !strings.HasPrefix(want, string(s.truths[len(s.acts)])) {
			return errors.Join(fmt.Errorf("%s: the journal does not say what was committed", state.name), err)
		}
		for _, file := range files {
			size := len(state.disk.Bytes(path.Join(dir, file))) * 8
			f.add(&f.Bits, size)
			for bit := 0; bit < size; bit += p.Stride {
				select {
				case todo <- flip{state.disk, state.name, file, bit, want}:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
	}
	return nil
}

// flip flips one bit and looks.
func (f *Figures) flip(one flip) {
	d := one.disk.Clone()
	name := path.Join(dir, one.file)
	data := d.Bytes(name)
	data[one.bit/8] ^= 1 << (one.bit % 8)
	if err := d.Put(name, data); err != nil {
		f.found(&f.Wrong, "%s: %v", name, err)
		return
	}
	f.add(&f.Flips, 1)
	said, err := look(d)
	switch {
	case err != nil:
		f.add(&f.Noticed, 1)
	case said != one.want:
		f.found(&f.Wrong, "%s, %s, bit %d: nobody noticed, and the journal says\n%s\ninstead of\n%s",
			one.name, one.file, one.bit, said, one.want)
	}
}

// look says what a terminal sees: at power-on, and when it is asked for each transaction.
func look(d *simdisk.Disk) (string, error) {
	defer d.Close()
	j, err := journal.Open(dir, "proof", on(d.Name())...)
	if err != nil {
		return "", err
	}
	defer j.Close()
	told, err := tell(j)
	if err != nil {
		return "", err
	}
	txns, err := j.Txns(0, rowLimit)
	if err != nil {
		return "", err
	}
	list, err := json.Marshal(txns)
	if err != nil {
		return "", err
	}
	said, err := told.truth()
	return string(said) + string(list), err
}
