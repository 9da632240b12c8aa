package console

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/front/operator"
	"posterm/terminal"
	"posterm/txn"
)

// english is two English words in a row: a code, a name or a command alone is none.
var english = regexp.MustCompile(`[a-z]{2,}:? [a-z]{2,}`)

// A Chinese text is Chinese to its end; what only an engineer understands is in the log.
func TestFailuresAreToldInOneLanguage(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "card.toml")
	require.NoError(t, os.WriteFile(file, []byte("pan = \"6222020000031234\"\nnonsense = 1\n"), 0o600))
	for _, tt := range []struct {
		name, typed string
		prepare     func(*device, *Config)
		zh, logged  string
	}{
		{"the terminal fails", "1\n5\nA\n\n", func(d *device, _ *Config) { d.failAfter = errors.New("disk on fire") }, "终端出错：详情见日志", "disk on fire"},
		{"a file may not be used", "1\n5\nA\n\n", func(d *device, _ *Config) { d.failAfter = fmt.Errorf("write roll: %w", fs.ErrPermission) }, "终端出错：没有权限", "write roll"},
		{"safe mode", "", func(d *device, _ *Config) { d.sold(1234).safe = terminal.ErrSafe }, "请联系服务人员（详情见日志）", "cannot be relied on"},
		{"a card file with a wrong line", "1\n5\n" + file + "\n\n", nil, "卡或卡文件无法使用：第 2 行有误", "nonsense"},
		{"a card that is a folder", "1\n5\n" + dir + "\n\n", nil, "卡或卡文件无法使用：", "regular file"},
		{"operators without a folder", "01\n0000\n", func(_ *device, c *Config) {
			staff := operator.Of(filepath.Join(dir, "none"))
			c.Staff = &staff
		}, "操作员文件无法读写：文件或目录不存在", "no such file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDevice(txn.Chinese)
			var out, log bytes.Buffer
			c := config(d, strings.NewReader(tt.typed), &out)
			c.Log = zerolog.New(&log)
			if tt.prepare != nil {
				tt.prepare(d, &c)
			}
			require.NoError(t, Run(t.Context(), c))
			require.Contains(t, out.String(), tt.zh)
			require.NotRegexp(t, english, out.String())
			require.Contains(t, log.String(), tt.logged)
		})
	}
}
