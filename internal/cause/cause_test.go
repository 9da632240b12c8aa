package cause

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal"
)

func TestCausesHaveWords(t *testing.T) {
	_, missing := os.Open(filepath.Join(t.TempDir(), "nothing"))
	for err, want := range map[error]string{
		missing: "文件或目录不存在",
		fmt.Errorf("commit: %w", journal.ErrFull): "磁盘已满",
		os.ErrPermission: "没有权限",
	} {
		words, known := Of(err)
		require.True(t, known)
		require.Equal(t, want, words.ZH)
		require.NotEmpty(t, words.EN)
	}
	_, known := Of(errors.New("something else"))
	require.False(t, known)
}
