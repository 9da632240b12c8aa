package command

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal"
)

// hold keeps the journal as another process would, until the test ends.
func (r *rig) hold(verb string) {
	r.Helper()
	j, err := journal.Open(r.dir, verb)
	require.NoError(r, err)
	r.Cleanup(func() { require.NoError(r, j.Close()) })
}

func TestSecondProcess(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	r.hold("run")
	for _, command := range [][]string{{"sale", "2", "--card", "A"}, {"status"}, {"journal", "list"}, {"journal", "check"}, {"reprint"}, {"run"}} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			e := (&rig{T: t, dir: r.dir, config: r.config}).refused(6, "held", command...)
			require.Contains(t, e["message"], "posterm run")
		})
	}
}

// corrupt changes the database in the middle of its rows.
func (r *rig) corrupt(change func([]byte) []byte) {
	r.Helper()
	name := filepath.Join(r.dir, "journal.db")
	data, err := os.ReadFile(name)
	require.NoError(r, err)
	require.NoError(r, os.WriteFile(name, change(data), 0o600))
}

// TestBrokenJournals: nothing is sold on a roll that cannot be believed, and nobody panics.
func TestBrokenJournals(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func([]byte) []byte{
		"a changed amount": func(b []byte) []byte { return bytes.Replace(b, []byte(`"amount":1234`), []byte(`"amount":9234`), 1) },
		"a changed page": func(b []byte) []byte {
			copy(b[bytes.Index(b, []byte(`"amount":1234`)):], bytes.Repeat([]byte{0xA5}, 900))
			return b
		},
		"no database": func([]byte) []byte {
			return []byte("this is not a database, but it is long enough to look at it twice")
		},
		"half of it": func(b []byte) []byte { return b[:len(b)/2] },
		"empty":      func([]byte) []byte { return nil },
		"another program's": func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[68:], 0x12345678) // application_id
			return b
		},
		"of a newer program": func(b []byte) []byte {
			binary.BigEndian.PutUint32(b[60:], 9999) // user_version
			return b
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.sale("12.34")
			r.corrupt(change)
			sold := r.ask(7, "sale", "1", "--card", "B").in("error")
			require.Contains(t, []any{"journal_broken", "safe_mode"}, sold["code"])
			require.Contains(t, sold["hint"], "不要删除")
			require.Len(t, r.lab.Host.Ledger(), 1)
			for _, command := range [][]string{{"status"}, {"journal", "list"}, {"journal", "check"}, {"journal", "export"}, {"details", "--screen"}, {"doctor"}, {"reprint"}} {
				res := r.run(append([]string{"--json"}, command...)...)
				r.one(res)
				require.Contains(t, []int{0, 1, 6, 7}, res.code, command)
			}
			require.Equal(t, 7, r.run("journal", "check").code)
			require.Equal(t, 6, r.run("init").code, "nothing is written over it")
		})
	}
}

// changed is a key file in which one digit of the box is another one.
func changed(good []byte) []byte {
	bad := bytes.Clone(good)
	if at := len(bad) - 2; bad[at] == '0' {
		bad[at] = '1'
	} else {
		bad[at] = '0'
	}
	return bad
}

func TestSecretsFile(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	name := filepath.Join(r.dir, "secrets.key")
	require.NoError(t, os.Chmod(name, 0o644))
	e := r.refused(6, "file_rights", "sale", "2", "--card", "A")
	require.Contains(t, e["message"], "0644")
	require.NoError(t, os.Chmod(name, 0o600))
	good, err := os.ReadFile(name)
	require.NoError(t, err)
	for _, bad := range [][]byte{nil, []byte("root 00\n"), bytes.Replace(good, []byte("sealed 1"), []byte("sealed 2"), 1), changed(good), bytes.Repeat([]byte{0xFF}, 1<<16)} {
		require.NoError(t, os.WriteFile(name, bad, 0o600))
		e := r.refused(7, "journal_broken", "sale", "2", "--card", "A")
		require.NotContains(t, e["message"], "23456789")
	}
	require.NoError(t, os.Remove(name))
	r.refused(7, "no_secrets", "status")
	require.NoError(t, os.WriteFile(name, good, 0o600))
	database := filepath.Join(r.dir, "journal.db")
	require.NoError(t, os.Rename(database, database+".away"))
	r.refused(7, "journal_broken", "sale", "2", "--card", "A")
	r.refused(7, "journal_broken", "status")
	r.refused(6, "journal_exists", "init")
	require.NoError(t, os.Rename(database+".away", database))
	require.NoError(t, os.WriteFile(name, good, 0o600))
	r.sale("2")
	r.agrees()
}

// TestOddDirectories: what is no directory, or cannot be one.
func TestOddDirectories(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	file := r.write("file", "")
	for _, dir := range []string{file, filepath.Join(file, "below"), "/proc/nothing", "/dev/null"} {
		r.dir = dir
		for _, command := range [][]string{{"init"}, {"sale", "1", "--card", "A"}, {"status"}, {"doctor"}} {
			res := r.run(append([]string{"--json"}, command...)...)
			o := r.one(res)
			if command[0] == "doctor" {
				require.Equal(t, 1, res.code)
				continue
			}
			require.Contains(t, []int{2, 6}, res.code)
			require.Contains(t, []any{"bad_data_dir", "no_journal"}, o.in("error")["code"])
		}
	}
	require.Empty(t, r.lab.Host.Ledger())
	r.dir = filepath.Join(filepath.Dir(r.config), "data")
	require.Equal(t, "no_data_dir", r.one(r.bare("--json", "status")).in("error")["code"])
}

// TestWhereTheDataIs: the option, then POSTERM_DATA, then the state directory.
func TestWhereTheDataIs(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	env := map[string]string{"POSTERM_DATA": filepath.Join(home, "a"), "XDG_STATE_HOME": filepath.Join(home, "b")}
	var out, errw bytes.Buffer
	data := func(args ...string) string {
		out.Reset()
		require.Equal(t, 0, runs(context.Background(), append([]string{"--json"}, args...), nil, &out, &errw, func(k string) string { return env[k] }), out.String())
		var o object
		require.NoError(t, json.Unmarshal(out.Bytes(), &o))
		return o["data"].(string)
	}
	require.Equal(t, filepath.Join(home, "c"), data("--data", filepath.Join(home, "c"), "init"))
	require.Equal(t, filepath.Join(home, "a"), data("init"))
	delete(env, "POSTERM_DATA")
	require.Equal(t, filepath.Join(home, "b", "posterm"), data("init"))
	info, err := os.Stat(filepath.Join(home, "b", "posterm"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}
