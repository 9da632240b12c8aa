package command

import (
	"errors"
	"os"
	"syscall"

	"posterm/front/eslip"
	"posterm/front/notify"
	"posterm/txn"
)

// causes are what a file or a port may have against us, in whole words of either language.
var causes = []struct {
	is    error
	words txn.Words
}{
	{syscall.ENOSPC, txn.Words{ZH: "磁盘已满", EN: "the disk is full"}},
	{syscall.EDQUOT, txn.Words{ZH: "磁盘配额已用完", EN: "the quota of the disk is used up"}},
	{syscall.EROFS, txn.Words{ZH: "磁盘只读", EN: "the disk can only be read"}},
	{syscall.ENOTDIR, txn.Words{ZH: "路径中有一段不是目录", EN: "a part of the path is no directory"}},
	{syscall.EISDIR, txn.Words{ZH: "那里是一个目录", EN: "a directory is there"}},
	{syscall.ENAMETOOLONG, txn.Words{ZH: "文件名太长", EN: "the file's name is too long"}},
	{syscall.EADDRINUSE, txn.Words{ZH: "端口已被占用", EN: "the port is in use"}},
	{syscall.EADDRNOTAVAIL, txn.Words{ZH: "本机没有这个地址", EN: "this machine has no such address"}},
	{os.ErrNotExist, txn.Words{ZH: "文件或目录不存在", EN: "there is no such file or directory"}},
	{os.ErrPermission, txn.Words{ZH: "没有权限", EN: "it is not permitted"}},
	{eslip.ErrFormat, txn.Words{ZH: "文件名没有说明格式，或与 --format 不同", EN: "its name says no format, or another one than --format"}},
	{notify.ErrSecretOpen, txn.Words{ZH: "其他用户也能读取：请对它运行 chmod 600", EN: "others may read it: run chmod 600 on it"}},
	{notify.ErrSecret, txn.Words{ZH: "内容应为一行 whsec_ 和 24 到 64 字节的 base64", EN: "want one line: whsec_ and 24 to 64 bytes in base64"}},
}

// because is why something outside this program could not be used. What has no words here stands in the log.
func because(err error) txn.Words {
	for _, c := range causes {
		if errors.Is(err, c.is) {
			return c.words
		}
	}
	return txn.Words{ZH: "原因见日志", EN: plain(err)}
}

// caused is a message and its reason, each language by itself.
func caused(message txn.Words, err error) txn.Words {
	why := because(err)
	return txn.Words{ZH: message.ZH + "：" + why.ZH, EN: message.EN + ": " + why.EN}
}
