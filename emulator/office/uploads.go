package office

import (
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// uploadLimit is how many records of all terminals are remembered; beyond it the exports that
// came first are forgotten. Chosen: some tens of megabytes.
const uploadLimit = 4 * rowLimit

// upload is the newest journal of one terminal.
type upload struct {
	terminal string
	at       time.Time
	records  []Record
}

// uploads are what terminals said of themselves, the newest of each, oldest first. Memory only:
// a restart forgets them.
type uploads struct {
	mu  sync.Mutex
	all []upload
}

// keep remembers an export instead of what its terminals said before.
func (u *uploads) keep(x Export, at time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, terminal := range x.Terminals() {
		one := upload{terminal: terminal, at: at}
		for i := range x.Records {
			if x.Records[i].Terminal == terminal {
				one.records = append(one.records, x.Records[i])
			}
		}
		u.all = slices.DeleteFunc(u.all, func(old upload) bool { return old.terminal == terminal })
		u.all = append(u.all, one)
	}
	total := 0
	for i := len(u.all) - 1; i >= 0; i-- {
		if total += len(u.all[i].records); total > uploadLimit {
			u.all = slices.Delete(u.all, 0, i+1)
			return
		}
	}
}

// list are the exports without their records.
func (u *uploads) list() (all []Uploaded) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, one := range u.all {
		all = append(all, Uploaded{one.terminal, len(one.records), one.at.In(txn.Beijing).Format(time.RFC3339)})
	}
	return all
}

// records are those of all terminals.
func (u *uploads) records() (all []Record) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, one := range u.all {
		all = append(all, one.records...)
	}
	return all
}

// record is what a terminal says of a transaction, and when it was asked; nil: nothing.
func (u *uploads) record(k host.Key) (*Record, time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, one := range u.all {
		for i := range one.records {
			if one.records[i].Key == k {
				return &one.records[i], one.at.In(txn.Beijing)
			}
		}
	}
	return nil, time.Time{}
}

// Uploaded is a journal's export that was compared.
type Uploaded struct {
	Terminal     string `json:"terminal"`
	Transactions int    `json:"transactions"`
	At           string `json:"at"` // RFC 3339, when it was uploaded
}

// Take reads a journal's export and remembers it instead of what its terminals said before. Rows
// that do not name their terminal are of the given one. Errors wrap ErrExport, but for those of the reader.
func (f *Office) Take(r io.Reader, terminal string) error {
	x, err := ParseExport(r, terminal)
	if err != nil {
		return err
	}
	if len(x.Records) == 0 {
		return fmt.Errorf("%w: it has no transaction that moves money", ErrExport)
	}
	f.uploads.keep(x, f.Now())
	return nil
}
