package simdisk_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ncruces/go-sqlite3"
	"github.com/stretchr/testify/require"

	"posterm/internal/simdisk"
)

// write writes a file as far as the page cache.
func write(t *testing.T, d *simdisk.Disk, name, text string, off int64) {
	t.Helper()
	f, err := d.OpenFile(name, os.O_CREATE, 0o600)
	require.NoError(t, err)
	_, err = f.WriteAt([]byte(text), off)
	require.NoError(t, err)
}

func sync(t *testing.T, d *simdisk.Disk, name string) {
	t.Helper()
	f, err := d.OpenFile(name, 0, 0)
	require.NoError(t, err)
	require.NoError(t, f.Sync())
}

// outcomes are the contents of a file ("-": not there) over all cuts after the last operation.
func outcomes(r *simdisk.Recording, name string) (all []string) {
	for n, d := range r.Cuts(simdisk.Plan{Torn: true, Mixes: 8}) {
		if n < len(r.Ops) {
			continue
		}
		text := "-"
		if _, err := d.Stat(name); err == nil {
			text = strings.ReplaceAll(string(d.Bytes(name)), "\x00", ".")
		}
		all = append(all, text)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestWhatAPowerCutMayLeave states the model, one difference a line.
func TestWhatAPowerCutMayLeave(t *testing.T) {
	for _, tt := range []struct {
		name string
		had  string // files that are durable from the beginning
		do   func(*testing.T, *simdisk.Disk)
		want []string
	}{
		{"nothing synced", "", func(t *testing.T, d *simdisk.Disk) { write(t, d, "/f", "a", 0) }, []string{"", "-", "a"}},
		{"content without name", "", func(t *testing.T, d *simdisk.Disk) {
			write(t, d, "/f", "a", 0)
			sync(t, d, "/f")
		}, []string{"-", "a"}},
		{"name without content", "", func(t *testing.T, d *simdisk.Disk) {
			write(t, d, "/f", "a", 0)
			require.NoError(t, d.SyncDir("/"))
		}, []string{"", "a"}},
		{"both", "", func(t *testing.T, d *simdisk.Disk) {
			write(t, d, "/f", "a", 0)
			sync(t, d, "/f")
			require.NoError(t, d.SyncDir("/"))
		}, []string{"a"}},
		{"the later write without the earlier", "f=--", func(t *testing.T, d *simdisk.Disk) {
			write(t, d, "/f", "a", 0)
			write(t, d, "/f", "b", 1)
		}, []string{"--", "-b", "a-", "ab"}},
		{"a hole is zeros", "f=", func(t *testing.T, d *simdisk.Disk) {
			write(t, d, "/f", "a", 0)
			write(t, d, "/f", "b", 1)
		}, []string{"", ".b", "a", "ab"}},
		{"any of the last versions", "f=0", func(t *testing.T, d *simdisk.Disk) {
			for _, v := range "12345" {
				write(t, d, "/f", string(v), 0)
			}
		}, []string{"0", "2", "3", "4", "5"}},
		{"an unlinked file comes back", "f=a", func(t *testing.T, d *simdisk.Disk) {
			require.NoError(t, d.Delete("/f", false))
		}, []string{"-", "a"}},
		{"an unlinked file stays away", "f=a", func(t *testing.T, d *simdisk.Disk) {
			require.NoError(t, d.Delete("/f", true))
		}, []string{"-"}},
		{"the sync of one directory is not that of another", "", func(t *testing.T, d *simdisk.Disk) {
			require.NoError(t, d.Mkdir("/d", 0o700))
			write(t, d, "/f", "", 0)
			require.NoError(t, d.SyncDir("/d"))
		}, []string{"", "-"}},
		{"renamed or not", "f=old g=new", func(t *testing.T, d *simdisk.Disk) {
			require.NoError(t, d.Rename("/g", "/f"))
		}, []string{"new", "old"}},
		{"truncated or not", "f=old", func(t *testing.T, d *simdisk.Disk) {
			_, err := d.OpenFile("/f", os.O_TRUNC, 0o600)
			require.NoError(t, err)
			write(t, d, "/f", "n", 0)
		}, []string{"", "n", "nld", "old"}},
		{"a failed sync leaves doubt that no later sync ends", "f=--", func(t *testing.T, d *simdisk.Disk) {
			write(t, d, "/f", "a", 0)
			d.Fail(simdisk.Fault{Kind: simdisk.SyncError, At: 1})
			f, err := d.OpenFile("/f", 0, 0)
			require.NoError(t, err)
			require.ErrorIs(t, f.Sync(), syscall.EIO)
			write(t, d, "/f", "b", 1)
			require.NoError(t, f.Sync())
		}, []string{"-b", "ab"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := simdisk.New()
			for file := range strings.FieldsSeq(tt.had) {
				name, text, _ := strings.Cut(file, "=")
				require.NoError(t, d.Put("/"+name, []byte(text)))
			}
			r := d.Record()
			tt.do(t, d)
			require.Equal(t, tt.want, outcomes(r, "/f"))
		})
	}
}

// TestSectorsTear: a write of three sectors may leave any number of them.
func TestSectorsTear(t *testing.T) {
	d := simdisk.New()
	old, now := bytes.Repeat([]byte("o"), 1536), bytes.Repeat([]byte("n"), 1100)
	require.NoError(t, d.Put("/f", old))
	r := d.Record()
	write(t, d, "/f", string(now), 200)
	seen := map[string]bool{}
	for _, image := range r.Cuts(simdisk.Plan{Torn: true}) {
		b := image.Bytes("/f")
		require.Len(t, b, 1536)
		require.Equal(t, "oo", string(b[199])+string(b[1300]), "what was not written is not damaged")
		seen[string(b[200])+string(b[511])+string(b[512])+string(b[1023])+string(b[1024])+string(b[1299])] = true
	}
	for _, want := range []string{"oooooo", "nnoooo", "nnnnoo", "nnnnnn", "oonnnn", "oooonn"} {
		require.Contains(t, seen, want)
	}
}

// TestSQLiteRunsOnIt: the disk holds a database, and a database that was never synced may be gone.
func TestSQLiteRunsOnIt(t *testing.T) {
	d := simdisk.New()
	defer d.Close()
	db, err := sqlite3.Open("file:/x.db?vfs=" + d.Name())
	require.NoError(t, err)
	require.NoError(t, db.Exec("PRAGMA synchronous=OFF; CREATE TABLE t (x); INSERT INTO t VALUES (1)"))
	require.NoError(t, db.Close())
	require.Zero(t, d.Count(simdisk.Sync))
	r := d.Record()
	sums := map[uint64]bool{}
	for _, image := range r.Cuts(simdisk.Plan{Mixes: 50}) {
		sums[image.Sum()] = true
	}
	require.Greater(t, len(sums), 10)
	require.NotEqual(t, d.Cut(1).Sum(), d.Cut(2).Sum())
	require.Equal(t, d.Cut(1).Sum(), d.Cut(1).Sum())
	require.Equal(t, d.Clone().Sum(), d.Sum())
}

func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		fault simdisk.Fault
		want  string // of "1", "2", "3" written one after the other, the first with a sync
	}{
		{simdisk.Fault{}, "112233"},
		{simdisk.Fault{Kind: simdisk.WriteError, At: 2}, "11..33"},
		{simdisk.Fault{Kind: simdisk.WriteError, At: 2, ForEver: true}, "11"},
		{simdisk.Fault{Kind: simdisk.Full, At: 1}, "..2233"},
		{simdisk.Fault{Kind: simdisk.ShortWrite, At: 2}, "112.33"},
		{simdisk.Fault{Kind: simdisk.SyncError, At: 1, ForEver: true}, "112233"},
		{simdisk.Fault{Kind: simdisk.PowerOff, At: 3}, "1122"},
	} {
		d := simdisk.New()
		require.NoError(t, d.Put("/f", nil))
		f, err := d.OpenFile("/f", 0, 0)
		require.NoError(t, err)
		d.Fail(tt.fault)
		var failed int
		count := func(err error) {
			if err != nil {
				failed++
			}
		}
		for i, text := range []string{"11", "22", "33"} {
			_, err := f.WriteAt([]byte(text), int64(2*i))
			count(err)
			if i == 0 {
				count(f.Sync())
			}
		}
		require.Equal(t, tt.want, strings.ReplaceAll(string(d.Bytes("/f")), "\x00", "."), "%v", tt.fault)
		if tt.fault.Kind == simdisk.PowerOff {
			_, err := f.ReadAt(make([]byte, 1), 0)
			require.ErrorIs(t, err, syscall.EIO, "nothing works any more")
			_, err = d.Clone().OpenFile("/f", 0, 0)
			require.NoError(t, err)
			continue
		}
		require.Equal(t, failed, d.Failed(), "%v", tt.fault)
	}
}

// TestAClonedDiskIsAnother: nothing that is done to one is seen on the other.
func TestAClonedDiskIsAnother(t *testing.T) {
	d := simdisk.New()
	write(t, d, "/f", "one", 0)
	c := d.Clone()
	write(t, c, "/f", "two", 0)
	write(t, d, "/f", "333", 3)
	require.Equal(t, "one333", string(d.Bytes("/f")))
	require.Equal(t, "two", string(c.Bytes("/f")))
	r := d.Record()
	require.Equal(t, "one333", string(r.At(0).Bytes("/f")))
	lock, err := d.Lock("/", "sale")
	require.NoError(t, err)
	_, err = d.Lock("/", "sale")
	require.ErrorIs(t, err, simdisk.ErrLocked)
	_, err = d.Clone().Lock("/", "sale")
	require.NoError(t, err)
	require.NoError(t, lock.Close())
	_, err = d.Lock("/", "sale")
	require.NoError(t, err)
}
