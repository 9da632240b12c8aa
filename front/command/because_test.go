package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/front/socket"
)

// englishTail is two English words that stand beside each other: a sentence of the system's, and no key, path or option.
const englishTail = `(^|[^a-z./_-])[a-z]{2,} [a-z]{2,}`

// TestReasonsAreWhole: no Chinese sentence of these doors ends in English.
func TestReasonsAreWhole(t *testing.T) {
	t.Parallel()
	for _, c := range causes {
		why := because(fmt.Errorf("open /a: %w", c.is))
		require.Equal(t, c.words, why)
		require.NotRegexp(t, englishTail, why.ZH[:min(len(why.ZH), 20)])
	}
	require.Equal(t, "原因见日志", because(errors.New("something else")).ZH)
	require.Equal(t, "something else", because(errors.New("something else")).EN)

	r, _ := notified(t, settings{"notify.secret_file": quoted("/nowhere/secret"), "eslip.listen": quoted(freePort(t)), "eslip.base_url": quoted("https://slips.example.com")})
	r.sale("1")
	file := r.write("file", "x")
	open := r.write("open", hookSecret)
	require.NoError(t, os.Chmod(open, 0o644))
	for _, tt := range []struct {
		code int
		name string
		want string
		args []string
	}{
		{2, "bad_config", "文件或目录不存在", []string{"notify", "deliver"}},
		{1, "eslip_not_written", "电子小票未写出：文件或目录不存在", []string{"eslip", "--out", filepath.Join(r.dir, "none", "a.pdf")}},
		{1, "eslip_not_written", "电子小票未写出：路径中有一段不是目录", []string{"eslip", "--out", filepath.Join(file, "a.pdf")}},
		{2, "usage", "文件名没有说明格式，或与 --format 不同", []string{"eslip", "--out", filepath.Join(r.dir, "a.exe")}},
	} {
		e := r.refused(tt.code, tt.name, tt.args...)
		require.Contains(t, e["message"], tt.want)
		require.NotRegexp(t, englishTail, e["message"])
	}
	require.Contains(t, r.doctor("notify")["detail"], "密钥文件不可用：文件或目录不存在")
	r.configure(settings{"notify.url": quoted("http://127.0.0.1:1/"), "notify.secret_file": quoted(open)})
	require.Contains(t, r.refused(2, "bad_config", "notify", "deliver")["message"], "其他用户也能读取：请对它运行 chmod 600")
	for _, refusal := range []socket.Refusal{socket.Busy, socket.Silent} {
		require.NotRegexp(t, englishTail, sentAway[refusal].message.ZH)
	}
	require.Equal(t, "端口已被占用", because(&os.SyscallError{Syscall: "bind", Err: syscall.EADDRINUSE}).ZH)
}
