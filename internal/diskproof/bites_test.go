package diskproof

import (
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"
	"github.com/stretchr/testify/require"

	"posterm/internal/simdisk"
)

// badDisk stands between a journal and its disk, and does less than it says.
type badDisk struct {
	*simdisk.Disk
	file func(name string, f vfs.File) vfs.File // nil: files are as they should be
	dirs bool                                   // directories are not synced
}

func (d badDisk) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := d.Disk.OpenFilename(name, flags)
	if err == nil && d.file != nil {
		f = d.file(name.String(), f)
	}
	return f, flags, err
}

func (d badDisk) SyncDir(dir string) error {
	if d.dirs {
		return nil
	}
	return d.Disk.SyncDir(dir)
}

// noSync is a file whose sync says that it was done.
type noSync struct{ vfs.File }

func (noSync) Sync(vfs.SyncFlag) error { return nil }

// lateWrite is a file that syncs before it writes what it was given last.
type lateWrite struct {
	vfs.File
	data []byte
	off  int64
}

func (f *lateWrite) WriteAt(p []byte, off int64) (int, error) {
	if err := f.flush(); err != nil {
		return 0, err
	}
	f.data, f.off = append([]byte{}, p...), off
	return len(p), nil
}

func (f *lateWrite) flush() error {
	if f.data == nil {
		return nil
	}
	_, err := f.File.WriteAt(f.data, f.off)
	f.data = nil
	return err
}

func (f *lateWrite) ReadAt(p []byte, off int64) (int, error) {
	if err := f.flush(); err != nil {
		return 0, err
	}
	return f.File.ReadAt(p, off)
}

func (f *lateWrite) Sync(flags vfs.SyncFlag) error {
	if err := f.File.Sync(flags); err != nil {
		return err
	}
	return f.flush()
}

func (f *lateWrite) Truncate(size int64) error {
	if err := f.flush(); err != nil {
		return err
	}
	return f.File.Truncate(size)
}

func (f *lateWrite) Size() (int64, error) {
	if err := f.flush(); err != nil {
		return 0, err
	}
	return f.File.Size()
}

func only(suffix string, wrap func(vfs.File) vfs.File) func(string, vfs.File) vfs.File {
	return func(name string, f vfs.File) vfs.File {
		if strings.HasSuffix(name, suffix) {
			return wrap(f)
		}
		return f
	}
}

// TestTheProofBites plants what a journal or a disk may do wrong; each is caught.
func TestTheProofBites(t *testing.T) {
	silent := func(f vfs.File) vfs.File { return noSync{f} }
	for _, tt := range []struct {
		name string
		bad  badDisk
		want string // of what is found
	}{
		{"the log is not synced", badDisk{file: only("-wal", silent)}, "lost"},
		{"the database is not synced", badDisk{file: only(".db", silent)}, "unreadable"},
		{"nothing is synced", badDisk{file: only("", silent)}, "lost"},
		{"directories are not synced", badDisk{dirs: true}, "lost"},
		{"the log is synced before it is written", badDisk{file: only("-wal", func(f vfs.File) vfs.File { return &lateWrite{File: f} })}, "lost"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := bitten(t, tt.bad)
			switch tt.want {
			case "lost":
				require.NotEmpty(t, f.Lost)
			default:
				require.NotEmpty(t, f.Unreadable)
			}
		})
	}
	clean(t, bitten(t, badDisk{}))
}

// bitten plays init and one flow on a bad disk.
func bitten(t *testing.T, bad badDisk) *Figures {
	b, err := newBase()
	require.NoError(t, err)
	defer func() { require.NoError(t, b.close()) }()
	b.name = func(d *simdisk.Disk) string {
		bad.Disk = d
		vfs.Register(t.Name(), bad)
		return t.Name()
	}
	defer vfs.Unregister(t.Name())
	p := &prover{Storage: Storage{}, base: b, figures: &Figures{}}
	require.NoError(t, p.creation(t.Context()))
	s, err := b.write(evening)
	require.NoError(t, err)
	require.NoError(t, p.prove(t.Context(), s))
	return p.figures
}
