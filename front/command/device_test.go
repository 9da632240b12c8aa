package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/internal/canary"
)

// boundTo is a configuration whose keys are bound to a file.
func boundTo(path string) settings { return settings{"terminal.device_key": quoted(path)} }

// TestDeviceKey: made at first use, needed ever after, and a copied data directory is
// refused wherever another one is.
func TestDeviceKey(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	here, elsewhere := filepath.Join(t.TempDir(), "device.key"), filepath.Join(t.TempDir(), "device.key")
	r.configure(boundTo(here))
	r.sale("1")
	secret, err := os.ReadFile(here)
	require.NoError(t, err)
	require.Len(t, secret, 65)
	r.canaries = append(r.canaries, canary.Octets("device key", secret[:64]))
	require.Contains(t, r.checks(0)["seal"]["detail"], here)
	r.sale("2")

	require.NoError(t, os.WriteFile(elsewhere, []byte(strings.Repeat("b", 64)), 0o600))
	missing := filepath.Join(filepath.Dir(elsewhere), "none")
	for _, path := range []string{elsewhere, missing} {
		r.configure(boundTo(path))
		for _, args := range []string{"sale 3 --card A", "status", "journal check", "reversal list", "signin", "balance --card A"} {
			e := r.refused(7, "other_device", strings.Fields(args)...)
			require.Contains(t, e["hint"], "terminal.device_key")
		}
		require.Equal(t, false, r.checks(1)["storage"]["ok"])
		require.Contains(t, r.checks(1)["storage"]["hint"], "machine-id")
		r.fails(7, "密钥属于另一台设备", "run")
		r.refused(6, "journal_exists", "init")
	}
	require.NoFileExists(t, missing, "a lost secret is not replaced by another one")
	require.Len(t, r.lab.Host.Ledger(), 2)

	require.NoError(t, os.Chmod(here, 0o640))
	r.configure(boundTo(here))
	require.Contains(t, r.refused(6, "file_rights", "status")["message"], here)
	require.NoError(t, os.Chmod(here, 0o600))
	require.NoError(t, os.Rename(here, missing)) // the secret itself may be kept elsewhere
	r.configure(boundTo(missing))
	r.sale("3")
	r.agrees()
}

// TestDeviceKeyInTheDataDirectory would be copied with it, and protects nothing.
func TestDeviceKeyInTheDataDirectory(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, name := range []string{"device.key", "deep/device.key", "../data/device.key"} {
		r.configure(boundTo(r.dir + "/" + name))
		e := r.refused(2, "bad_config", "init")
		require.Contains(t, e["message"], "lies in the data directory")
		require.Contains(t, e["message"], r.config+":")
	}
	require.NoDirExists(t, r.dir)
	r.configure(boundTo(r.dir + "-device.key")) // beside it is outside of it
	r.ask(0, "init")
	r.configure(boundTo(filepath.Join(filepath.Dir(r.config), "no", "folder", "device.key")))
	r.dir += "-2"
	r.refused(7, "other_device", "init")
	require.NoFileExists(t, filepath.Join(r.dir, "journal.db"))
}

// TestKeysOfTheMachine: without a device key file the machine's id is used, and a copy on
// this machine still opens. (A machine without an id: package journal.)
func TestKeysOfTheMachine(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	seal := r.checks(0)["seal"]
	if canary.MachineSecret() == nil {
		require.Contains(t, seal["detail"], "没有与本机绑定")
		require.NotEmpty(t, seal["hint"])
		return
	}
	require.Contains(t, seal["detail"], "/etc/machine-id")
	require.Contains(t, r.run("--lang", "en", "doctor").out, "bound to this machine")
	kept := filepath.Join(t.TempDir(), "kept-id")
	require.NoError(t, os.WriteFile(kept, canary.MachineSecret(), 0o600))
	r.configure(boundTo(kept))
	r.sale("2") // the way back when the machine is gone and its id was kept
	r.agrees()
}

// TestMasterKeysThatAreRefused: each says what is wrong, and nothing of the key.
func TestMasterKeysThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, tt := range []struct{ name, text, says string }{
		{"empty", "", "it holds 0 hex digits, a master key has 32"},
		{"one half", "FEDCBA9876543210", "it holds 16 hex digits"},
		{"a triple-length key", strings.Repeat("FEDCBA9876543210", 3), "it holds 48 hex digits"},
		{"one digit short", "FEDCBA98765432100123456789ABCDE", "it holds 31 hex digits"},
		{"no hex", "FEDCBA98765432100123456789ABCDEG", "something that is no hex digit"},
		{"blanks inside", "FEDCBA9876543210 0123456789ABCDEF", "something that is no hex digit"},
		{"two lines", "FEDCBA9876543210\n0123456789ABCDEF", "something that is no hex digit"},
		{"bytes", "\xFE\xDC\xBA\x98\x76\x54\x32\x10\x01\x23\x45\x67\x89\xAB\xCD\xEF", "something that is no hex digit"},
		{"zeros", strings.Repeat("0", 32), "both halves are the same"},
		{"one half twice", strings.Repeat("FEDCBA9876543210", 2), "weak key: both halves are the same"},
		{"a weak half", "FEDCBA98765432100101010101010101", "the right half is a weak DES key"},
		{"a semi-weak half", "FE01FE01FE01FE01FEDCBA9876543210", "the left half is a weak DES key"},
		{"endless", strings.Repeat("0123456789ABCDEF", 1<<10), "256 hex digits"},
	} {
		path := r.write("tmk.card", tt.text)
		e := r.refused(2, "bad_key_file", "init", "--tmk-file", path)
		require.Contains(t, e["message"], path, tt.name)
		require.Contains(t, e["message"], tt.says, tt.name)
		require.NotContains(t, e["message"], "FEDCBA98", tt.name)
	}
	require.NoDirExists(t, r.dir)
	for _, path := range []string{r.dir, filepath.Dir(r.config), filepath.Join(r.dir, "none")} {
		r.refused(2, "bad_key_file", "init", "--tmk-file", path)
	}
}

// TestTheCheckValueIsTheAcquirers: under the cipher that the terminal signs in with.
func TestTheCheckValueIsTheAcquirers(t *testing.T) {
	t.Parallel()
	for form, want := range map[keys.Form]string{keys.FormDouble: "08D7B4FB", keys.FormTrack: "08D7B4FB", keys.FormSM4: "2677F46B", keys.FormSM4Dialect: "2677F46B"} {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings{"host.signin": quoted(string(form))})
			path := r.write("tmk.card", keys.TestTMK+"\n")
			res := r.run("init", "--tmk-file", path)
			require.Zero(t, res.code, res.err)
			require.Contains(t, res.out, "主密钥校验值 "+want)
			require.Contains(t, res.out, "核对")
			require.Contains(t, r.checks(0)["keys"]["detail"], want)
			r.dir += "-2"
			require.Equal(t, want, r.ask(0, "init", "--tmk-file", path)["kcv"])
			r.dir += "-3"
			require.Contains(t, r.run("--lang", "en", "init", "--tmk-file", path).out, "master key check value "+want)
		})
	}
}
