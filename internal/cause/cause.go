// Package cause says in whole words of either language why something on this machine could not be used: the disk, a file, a
// port. The error itself belongs in the log, for whoever mends it.
package cause

import (
	"errors"
	"os"
	"syscall"

	"posterm/journal"
	"posterm/txn"
)

// causes are looked through in order.
var causes = []struct {
	is    error
	words txn.Words
}{
	{journal.ErrFull, diskFull},
	{syscall.ENOSPC, diskFull},
	{syscall.EDQUOT, txn.Words{ZH: "磁盘配额已用完", EN: "the quota of the disk is used up"}},
	{syscall.EROFS, txn.Words{ZH: "磁盘只读", EN: "the disk is read-only"}},
	{syscall.EIO, txn.Words{ZH: "磁盘读写出错", EN: "the disk fails"}},
	{journal.ErrDamaged, txn.Words{ZH: "流水文件损坏", EN: "the journal's file is damaged"}},
	{journal.ErrDevice, txn.Words{ZH: "密钥属于另一台设备", EN: "the keys are another device's"}},
	{journal.ErrRights, txn.Words{ZH: "文件权限不对", EN: "the rights of a file are wrong"}},
	{syscall.ENOTDIR, txn.Words{ZH: "路径中有一段不是目录", EN: "a part of the path is no directory"}},
	{syscall.EISDIR, txn.Words{ZH: "那里是一个目录", EN: "a directory is there"}},
	{syscall.ENAMETOOLONG, txn.Words{ZH: "文件名太长", EN: "the file's name is too long"}},
	{syscall.EADDRINUSE, txn.Words{ZH: "端口已被占用", EN: "the port is in use"}},
	{syscall.EADDRNOTAVAIL, txn.Words{ZH: "本机没有这个地址", EN: "this machine has no such address"}},
	{os.ErrNotExist, txn.Words{ZH: "文件或目录不存在", EN: "there is no such file or directory"}},
	{os.ErrPermission, txn.Words{ZH: "没有权限", EN: "it is not permitted"}},
}

var diskFull = txn.Words{ZH: "磁盘已满", EN: "the disk is full"}

// Of gives the words; false: there are none, and the log says more.
func Of(err error) (txn.Words, bool) {
	for _, c := range causes {
		if errors.Is(err, c.is) {
			return c.words, true
		}
	}
	return txn.Words{}, false
}
