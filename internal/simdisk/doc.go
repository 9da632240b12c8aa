// Package simdisk is a disk in memory on which SQLite runs unchanged, and which may
// do at a power cut whatever a bad real disk may do.
//
// A Disk is a VFS for github.com/ncruces/go-sqlite3 and a small file system beside
// it (files.go). Each call that changes something is one operation (op.go): create,
// write, truncate, sync, delete, rename, make or sync a directory. An operation can
// be made to fail (fault.go), a Recording keeps them, and what a power cut leaves is
// another Disk (cut.go, images.go).
//
// # What this disk may do to you
//
//   - Until a file is synced, each write and each truncation since its last sync is
//     kept or lost on its own, whatever happened to those before or after it.
//   - A write may be torn at its 512-byte sectors: any of them kept, the others lost.
//     What a lost sector leaves behind the old end of a file are zeros.
//   - Until a directory is synced, each name made, removed or changed in it is kept or
//     forgotten on its own: an unlinked file comes back, a new one is gone although
//     its content was synced, a renamed one has its old name. A rename is one change:
//     never both names, never none.
//   - To sync a file does not make its name durable, nor does it sync any other file.
//   - After a failed sync of a file, what was unsynced in it may be lost even when a
//     later sync succeeds, though it can still be read until the power is cut.
//   - A failed write may have written its first half.
//
// # What it may not do
//
//   - Forget what was synced, or say that it synced when it did not.
//   - Damage a sector that is not being written, or bytes of a sector outside the
//     write (SQLite calls it powersafe overwrite; its default for real disks).
//   - Tear a sector, leave other people's old bytes in a new part of a file, or flip
//     bits. The proof flips those on purpose, elsewhere.
//   - Bring back a state older than the last sync: of several unsynced writes to one
//     place any may be the one that stays, but the disk remembers the last four only.
//
// A Disk is a machine with one power switch: the lock of a directory ends with Cut.
package simdisk
