package command

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTrainingIsApart: training has a journal of its own, marked from its first row; neither mode continues the other's, and the
// host hears of trade alone.
func TestTrainingIsApart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	require.Equal(t, 0, r.run("init").code)
	require.Equal(t, "paid", r.ask(0, "sale", "12.34", "--card", "A")["verdict"])
	before, err := os.ReadFile(filepath.Join(r.dir, "journal.db"))
	require.NoError(t, err)

	lesson := r.ask(0, "--training", "sale", "12.34", "--card", "A")
	require.Equal(t, true, lesson["training"])
	require.Contains(t, lesson["said"], "训练")
	require.Equal(t, true, r.ask(3, "--training", "sale", "1.51", "--card", "A")["training"])
	require.Equal(t, true, r.ask(2, "--training", "void", "999")["training"], "errors, too")
	require.Equal(t, true, r.ask(0, "--training", "details")["training"])
	require.Equal(t, trainingWords.ZH+"\n", r.run("--training", "sale", "5", "--card", "A").err)
	require.Equal(t, "487.66", r.balance("A"), "no lesson reached the host")
	after, err := os.ReadFile(filepath.Join(r.dir, "journal.db"))
	require.NoError(t, err)
	require.Equal(t, before, after)

	inside := filepath.Join(r.dir, trainingDir)
	res := r.bare("--config", r.config, "--data", inside, "--json", "sale", "1", "--card", "A")
	require.Equal(t, 2, res.code)
	require.Contains(t, res.out, "other_mode")
	require.NoError(t, os.Rename(inside, inside+".old"))
	require.NoError(t, os.MkdirAll(inside, 0o700))
	files, err := os.ReadDir(r.dir)
	require.NoError(t, err)
	for _, f := range files { // trade's journal put where training keeps its own
		if raw, err := os.ReadFile(filepath.Join(r.dir, f.Name())); f.Type().IsRegular() && err == nil {
			require.NoError(t, os.WriteFile(filepath.Join(inside, f.Name()), raw, 0o600))
		}
	}
	refused, _ := r.ask(2, "--training", "sale", "1", "--card", "A")["error"].(map[string]any)
	require.Equal(t, "other_mode", refused["code"])
}

// TestTrainingHasNoStaticCode: whoever scans it pays the shop, and there is no lesson in that.
func TestTrainingHasNoStaticCode(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.static_code": quoted("https://pay.example/shop/7")})
	require.Contains(t, r.run("collect", "--static").out, "https://pay.example/shop/7")
	lesson := r.run("--training", "collect", "--static")
	require.Equal(t, 2, lesson.code)
	require.Contains(t, lesson.err, "训练时不出静态收款码")
	require.NotContains(t, lesson.out+lesson.err, "pay.example")
	require.NotContains(t, r.run("--training", "config").out, "pay.example")
}

// TestTrainingTakesTestKeysOnly and doctor asks no host.
func TestTrainingTakesTestKeysOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"host.primary": quoted("127.0.0.1:1")})
	file := filepath.Join(t.TempDir(), "tmk")
	require.NoError(t, os.WriteFile(file, []byte("00112233445566778899AABBCCDDEEFF\n"), 0o600))
	require.Equal(t, 2, r.run("--training", "init", "--tmk-file", file).code)
	require.Equal(t, 0, r.run("--training", "init").code)
	o := r.ask(0, "--training", "doctor")
	require.Equal(t, true, o["training"])
}

func TestAsTraining(t *testing.T) {
	for in, want := range map[string]string{
		"{\"a\":1}\n": "{\"training\":true,\"a\":1}\n", "{}\n": "{\"training\":true}\n", "[1]\n": "[1]\n", "{": "{",
	} {
		require.Equal(t, want, string(asTraining([]byte(in))))
	}
}
