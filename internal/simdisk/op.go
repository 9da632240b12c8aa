package simdisk

import "fmt"

// Kind says what an operation does.
type Kind uint8

// The operations.
const (
	Create   Kind = iota // a new, empty file gets a name
	Write                // bytes at an offset of a file
	Truncate             // a file gets another size
	Sync                 // a file's content becomes durable
	Delete               // a name goes away
	Rename               // a file changes its name
	MakeDir              // a new directory gets a name
	SyncDir              // the names in a directory become durable
	SyncFail             // a sync that failed: what waited for it is in doubt for good
)

var kindNames = [...]string{"create", "write", "truncate", "sync", "delete", "rename", "mkdir", "syncdir", "syncfail"}

// String is the name of the system call, more or less: "write".
func (k Kind) String() string { return kindNames[k] }

// Op is one operation as it stands in a Recording.
type Op struct {
	Kind Kind
	Path string // of the file or directory, when the operation was made
	To   string // Rename: the new path
	Off  int64  // Write: offset in bytes; Truncate: new size in bytes
	Data []byte // Write

	node int // what Write, Truncate, Sync and SyncDir are about
}

// String is one line: "write /data/journal.db-wal 0+32".
func (o Op) String() string {
	switch o.Kind {
	case Write:
		return fmt.Sprintf("%s %s %d+%d", o.Kind, o.Path, o.Off, len(o.Data))
	case Truncate:
		return fmt.Sprintf("%s %s %d", o.Kind, o.Path, o.Off)
	case Rename:
		return fmt.Sprintf("%s %s %s", o.Kind, o.Path, o.To)
	}
	return fmt.Sprintf("%s %s", o.Kind, o.Path)
}
