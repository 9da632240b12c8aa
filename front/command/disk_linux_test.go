package command

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// mount puts a small file system in place of the data directory, or skips.
func (r *rig) mount(options string) {
	r.Helper()
	require.NoError(r, os.MkdirAll(r.dir, 0o700))
	if err := syscall.Mount("tmpfs", r.dir, "tmpfs", 0, options); err != nil {
		r.Skip("mounting needs root: ", err)
	}
	r.Cleanup(func() { _ = syscall.Unmount(r.dir, syscall.MNT_DETACH) })
}

// TestFullDisk: what cannot be written down is not sent, and nothing of before is lost.
//
// Covers: R12.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mount("size=1m,mode=0700")
	r.sale("1")
	ballast := filepath.Join(r.dir, "ballast")
	fill(t, ballast)
	sold := len(r.lab.Host.Ledger())
	for range 30 { // the write-ahead log has some room left at first
		res := r.run("--json", "sale", "2", "--card", "B")
		if res.code == 0 {
			sold++
			fill(t, ballast)
			continue
		}
		o := r.one(res).in("error")
		require.Equal(t, 6, res.code, o)
		require.Contains(t, []any{"disk_full", "not_recorded"}, o["code"])
		break
	}
	require.Len(t, r.lab.Host.Ledger(), sold, "nothing was sent that is not written down")
	require.Equal(t, "paid", r.ask(0, "status")["verdict"], "the question is answered without writing")
	require.Contains(t, r.checks(1)["disk"]["hint"], "磁盘空间")
	require.NoError(t, os.Remove(ballast))
	require.Equal(t, "paid", r.ask(0, "sale", "3", "--card", "B")["verdict"])
	r.agrees()
}

func fill(t *testing.T, name string) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	for size := 4096; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	require.NoError(t, f.Close())
}

// TestReadOnlyDisk: the terminal says so, and sends nothing.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.mount("size=1m,mode=0700")
	r.sale("1")
	require.NoError(t, syscall.Mount("tmpfs", r.dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	for _, command := range [][]string{{"sale", "2", "--card", "A"}, {"run"}} {
		require.Contains(t, r.refused(6, "file_rights", command...)["message"], "read-only")
	}
	require.Len(t, r.lab.Host.Ledger(), 1)
}
