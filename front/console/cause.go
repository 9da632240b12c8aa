package console

import (
	"errors"
	"io/fs"
	"syscall"

	"posterm/internal/strict"
	"posterm/journal"
	"posterm/txn"
)

// causes are what can be wrong with this machine, in a person's words. The error itself goes into the log: it is
// for whoever mends it.
var causes = []struct {
	is    error
	words txn.Words
}{
	{journal.ErrFull, txn.Words{ZH: "磁盘已满", EN: "the disk is full"}},
	{syscall.ENOSPC, txn.Words{ZH: "磁盘已满", EN: "the disk is full"}},
	{syscall.EROFS, txn.Words{ZH: "磁盘只读", EN: "the disk is read-only"}},
	{syscall.EIO, txn.Words{ZH: "磁盘读写出错", EN: "the disk fails"}},
	{journal.ErrDamaged, txn.Words{ZH: "流水文件损坏", EN: "the journal's file is damaged"}},
	{journal.ErrDevice, txn.Words{ZH: "密钥属于另一台设备", EN: "the keys are another device's"}},
	{journal.ErrRights, txn.Words{ZH: "文件权限不对", EN: "the rights of a file are wrong"}},
	{fs.ErrPermission, txn.Words{ZH: "没有文件权限", EN: "a file may not be used"}},
	{fs.ErrNotExist, txn.Words{ZH: "文件不在", EN: "a file is missing"}},
}

// seeLog stands for a cause that has no words.
var seeLog = txn.Words{ZH: "详情见日志", EN: "the log says more"}

// causeOf says in a few words why something failed.
func causeOf(err error) txn.Words {
	for _, c := range causes {
		if errors.Is(err, c.is) {
			return c.words
		}
	}
	if at := (*strict.Error)(nil); errors.As(err, &at) && at.Line > 0 {
		return filled(lineIsWrong, at.Line)
	}
	return seeLog
}

// because is a text with the cause in its place, and notes the error itself in the log.
func (m *menu) because(w txn.Words, err error) txn.Words {
	m.Log.Warn().Err(err).Msg("the menu told of a failure")
	cause := causeOf(err)
	return txn.Words{ZH: filled(w, cause.ZH).ZH, EN: filled(w, cause.EN).EN}
}
