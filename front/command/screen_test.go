package command

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

var updateScreens = flag.Bool("update", false, "rewrite the golden screens; read the diff before committing it")

// window is `posterm run` in a tmux window of 40 by 20, as the screen of a small terminal.
type window struct {
	*rig
	socket string
	seen   strings.Builder // the screens that were kept
}

// openWindow starts the program in a tmux of its own.
func openWindow(r *rig, lang string) *window {
	r.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		r.Skip("tmux is not installed: the whole screen is not tried (apt-get install tmux)")
	}
	w := &window{rig: r, socket: filepath.Join(r.TempDir(), "tmux")}
	program := fmt.Sprintf("%s=1 %s --lang %s --config %s --data %s run 2>/dev/null; echo ended $?; cat", asMain, os.Args[0], lang, r.config, r.dir)
	w.tmux("new-session", "-d", "-x", "40", "-y", "20", program)
	r.Cleanup(func() { _ = exec.Command("tmux", "-S", w.socket, "kill-server").Run() })
	return w
}

func (w *window) tmux(args ...string) string {
	w.Helper()
	cmd := exec.CommandContext(w.Context(), "tmux", append([]string{"-S", w.socket, "-f", "/dev/null", "-u"}, args...)...)
	out, err := cmd.CombinedOutput()
	require.NoError(w, err, "%s: %s", args, out)
	return string(out)
}

// shows waits until the screen has all these words, and gives it.
func (w *window) shows(words ...string) (screen string) {
	w.Helper()
	require.Eventually(w, func() bool {
		screen = w.tmux("capture-pane", "-p")
		for _, word := range words {
			if !strings.Contains(screen, word) {
				return false
			}
		}
		return true
	}, time.Minute, 20*time.Millisecond, "never shown: %s", words)
	return screen
}

// types hits keys when the question with these words takes them.
func (w *window) types(question string, keys ...string) {
	w.Helper()
	w.shows(question, "_")
	w.tmux(append([]string{"send-keys"}, keys...)...)
}

// moments are what differs from run to run.
var moments = regexp.MustCompile(`20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d`)

// keeps a screen for the golden file.
func (w *window) keeps(words ...string) {
	w.Helper()
	screen := moments.ReplaceAllStringFunc(w.shows(words...), func(s string) string {
		if len(s) == 8 {
			return "hh:mm:ss"
		}
		return "YYYY-MM-DD"
	})
	fmt.Fprintf(&w.seen, "%s\n%s\n", strings.Repeat("=", 40), strings.TrimRight(screen, "\n"))
}

// reads keeps a result, and goes on.
func (w *window) reads(hint string, words ...string) {
	w.Helper()
	w.keeps(append(words, hint)...)
	w.tmux("send-keys", "Enter")
}

func (w *window) golden(name string) {
	w.Helper()
	file := filepath.Join("testdata", name)
	if *updateScreens {
		require.NoError(w, os.MkdirAll("testdata", 0o755))
		require.NoError(w, os.WriteFile(file, []byte(w.seen.String()), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(w, err)
	require.Equal(w, string(want), w.seen.String())
}

// sells a card for the amount whose digits are given.
func (w *window) sells(menu, amount, card, pin, digits string) {
	w.Helper()
	w.types(menu, "1", "Enter")
	w.types(amount, digits)
	w.shows(digits[:len(digits)-2] + "." + digits[len(digits)-2:] + "_")
	w.tmux("send-keys", "Enter")
	w.types(card, "A", "Enter")
	w.types(pin, "Enter")
}

// TestTheWholeScreen: a sale, one whose answer is lost, and what stands there after the power was cut.
//
// Covers: R89.
func TestTheWholeScreen(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.service_phone": quoted("400-123-4567")})
	r.ask(0, "signin")
	w := openWindow(r, "zh")
	w.keeps("10 预授权", "_")
	w.types("10 预授权", "1", "Enter")
	w.types("金额", "1", "2", "3", "4", "5")
	w.shows("123.45_")
	w.tmux("send-keys", "BSpace")
	w.keeps("12.34_")
	w.tmux("send-keys", "Enter")
	w.types("刷卡", "A", "Enter")
	w.types("密码", "Enter")
	w.reads("回车继续", "已 收 款", "已打印")
	r.fault("drop_response", "0200")
	w.sells("10 预授权", "金额", "刷卡", "密码", "500")
	w.keeps("结果不明", "！不要重复刷卡", "客服所需", "400-123-4567", "回车继续")
	w.tmux("send-keys", "C-c")
	w.shows("ended 0")
	w.tmux("respawn-pane", "-k")
	w.reads("回车继续", "上一笔", "结果不明", "！不要重复刷卡")
	w.types("10 预授权", "3", "Enter")
	w.types("刷卡", "A", "Enter")
	w.types("密码", "Enter")
	w.keeps("冲正成功", "余额", "回车继续")
	w.tmux("send-keys", "C-c")
	w.shows("ended 0")
	w.golden("screen_zh.txt")
	r.agrees()
}

// TestTheWholeScreenWithOperators: whoever is new changes the password, a void takes the supervisor, and the
// operator's number goes into the journal.
func TestTheWholeScreenWithOperators(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.operators": quoted("on"), "terminal.copies": "1"})
	r.ask(0, "signin")
	w := openWindow(r, "en")
	signs := func(number, first, next string) {
		w.types("operator (01", number, "Enter")
		w.types("password", first, "Enter")
		w.types("new password", next, "Enter")
		w.types("again", next, "Enter")
		w.shows("10 pre-auth", "operator "+number)
	}
	signs("00", "123456", "471147")
	w.types("10 pre-auth", "16", "Enter")
	w.types("6 operators", "9", "Enter")
	signs("02", "0000", "4711")
	w.keeps("10 pre-auth", "_")
	r.hurt(printer.Faults{Paper: ptr("out")})
	w.sells("10 pre-auth", "amount", "swipe", "PIN", "1234")
	w.reads("Enter goes on", "P A I D", "out of paper", "! Do not charge again", "load a roll")
	r.lab.Printer.LoadPaper()
	w.types("10 pre-auth", "2", "Enter")
	w.types("supervisor", "0000", "Enter")
	w.shows("wrong number or password", "_")
	w.types("supervisor", "471147", "Enter")
	w.types("trace number", "000002", "Enter")
	w.types("swipe", "A", "Enter")
	w.types("PIN", "Enter")
	w.types("go on?", "1", "Enter")
	w.keeps("M O N E Y   R E T U R N E D", "printed", "Enter goes on")
	w.tmux("send-keys", "C-c")
	w.shows("ended 0")
	w.golden("screen_en.txt")
	require.Contains(t, r.run("journal", "show", "000003").out, `"operator":"02"`)
	r.agrees()
}
