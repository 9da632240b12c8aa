package eslip

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

func TestPlace(t *testing.T) {
	dir, of := t.TempDir(), txn.Ref{Batch: 1, Trace: 12}
	for _, tt := range []struct {
		name, out string
		format    Format
		path      string
		want      Format
	}{
		{"nothing is said", "", "", "eslip-000001-000012.html", HTML},
		{"a format", "", PDF, "eslip-000001-000012.pdf", PDF},
		{"a directory", dir, PNG, filepath.Join(dir, "eslip-000001-000012.png"), PNG},
		{"a name", filepath.Join(dir, "a.pdf"), "", filepath.Join(dir, "a.pdf"), PDF},
		{"a name in capitals", "A.PNG", PNG, "A.PNG", PNG},
		{"a name against the format", "a.pdf", PNG, "", ""},
		{"a name without an ending", filepath.Join(dir, "missing"), "", "", ""},
		{"another ending", "a.exe", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path, format, err := Place(tt.out, tt.format, of)
			require.Equal(t, tt.want == "", err != nil, "%v", err)
			require.Equal(t, tt.path, path)
			require.Equal(t, tt.want, format)
		})
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.html")
	other := filepath.Join(dir, "other")
	require.NoError(t, os.WriteFile(other, []byte("untouched"), 0o644))
	require.NoError(t, os.Symlink(other, path))
	require.NoError(t, Save(path, []byte("slip")))
	info, err := os.Lstat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode(), "a link is replaced")
	text, err := os.ReadFile(other)
	require.NoError(t, err)
	require.Equal(t, "untouched", string(text))

	require.Error(t, Save(filepath.Join(dir, "missing", "a.html"), nil))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "d.png"), 0o700))
	require.Error(t, Save(filepath.Join(dir, "d.png"), nil), "a directory is in the way")
	names, err := filepath.Glob(filepath.Join(dir, ".eslip-*"))
	require.NoError(t, err)
	require.Empty(t, names, "nothing is left behind")
}

// TestAFolderIsMade: who writes a slash means a folder.
func TestAFolderIsMade(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "slips", "today") + "/"
	path, format, err := Place(folder, "", txn.Ref{Batch: 1, Trace: 12})
	require.NoError(t, err)
	require.Equal(t, HTML, format)
	require.Equal(t, filepath.Join(folder, "eslip-000001-000012.html"), path)
	require.NoError(t, Save(path, []byte("slip")))
	_, _, err = Place(path+"/", "", txn.Ref{})
	require.Error(t, err, "a file is in the way")
}

func TestMakeKnowsItsFormats(t *testing.T) {
	_, err := Make(slip(sale(), customer, txn.Chinese), "gif", txn.Chinese, thin)
	require.ErrorIs(t, err, ErrFormat)
}
