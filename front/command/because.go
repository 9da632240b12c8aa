package command

import (
	"errors"
	"io/fs"

	"posterm/front/eslip"
	"posterm/front/notify"
	"posterm/internal/cause"
	"posterm/txn"
)

// causes are what files of ours may have against them.
var causes = []struct {
	is    error
	words txn.Words
}{
	{errLongGoods, txn.Words{ZH: "文件太长", EN: "it is too long"}},
	{fs.ErrInvalid, txn.Words{ZH: "不是普通文件", EN: "it is no plain file"}},
	{eslip.ErrFormat, txn.Words{ZH: "文件名没有说明格式，或与 --format 不同", EN: "its name says no format, or another one than --format"}},
	{notify.ErrSecretOpen, txn.Words{ZH: "其他用户也能读取：请对它运行 chmod 600", EN: "others may read it: run chmod 600 on it"}},
	{notify.ErrSecret, txn.Words{ZH: "内容应为一行 whsec_ 和 24 到 64 字节的 base64", EN: "want one line: whsec_ and 24 to 64 bytes in base64"}},
}

// because is why something outside this program could not be used. What has no words stands in the log.
func because(err error) txn.Words {
	for _, c := range causes {
		if errors.Is(err, c.is) {
			return c.words
		}
	}
	if words, known := cause.Of(err); known {
		return words
	}
	return txn.Words{ZH: "原因见日志", EN: plain(err)}
}

// caused is a message and its reason, each language by itself.
func caused(message txn.Words, err error) txn.Words {
	why := because(err)
	return txn.Words{ZH: message.ZH + "：" + why.ZH, EN: message.EN + ": " + why.EN}
}
