package rig

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
)

// The letters of a run, in the order of what is proved: a sync counts when it has
// returned, bytes count when they may have left.
const (
	syncLetter       = 'S' // the log made durable: a commit
	checkpointLetter = 'c' // the log or the database made durable without a new commit
	otherSyncLetter  = 'x' // any other file or directory made durable
	requestLetter    = 'Q' // bytes to the host
	answerLetter     = 'A' // bytes from the host
	slipLetter       = 'P' // bytes to the printer that are no real-time question
)

// oneSale is an approved sale with two slips: one sync before the request, one
// between the answer and the first byte of the slip, one per printed copy.
const oneSale = "SQASPSPS"

const measuredSales = 200

// TestSyncsOfASale counts the durable syncs of a real `posterm run` that makes 200
// sales, as the kernel sees them. The first sale, which signs in and waits for the
// printer, belongs to the opening.
func TestSyncsOfASale(t *testing.T) {
	needStrace(t)
	lab, err := emulator.Start(t.Context(), emulator.Options{Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Seed: 1})
	require.NoError(t, err)
	defer lab.Close()
	posterm := buildPosterm(t)
	config := configFile(t, lab.Addresses())
	file := filepath.Join(t.TempDir(), "trace")
	cmd := exec.Command("strace", "-f", "-yy", "-s", "8", "-o", file, "-e",
		"trace=fsync,fdatasync,sync_file_range,sync,syncfs,msync,pwrite64,write,writev,sendto,sendmsg,read,recvfrom,recvmsg",
		posterm, "--config", config, "--data", filepath.Join(t.TempDir(), "data"), "run")
	cmd.Stdin = strings.NewReader(keysOfSales(1 + measuredSales))
	said, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", said)

	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	calls, err := ReadTrace(f)
	require.NoError(t, err)
	run := letters(calls, lab.Addresses())
	checkpoints := strings.Count(run, string(checkpointLetter))
	run = strings.ReplaceAll(run, string(checkpointLetter), "")
	parts := regexp.MustCompile(fmt.Sprintf("^(.*?)((?:%s){%d})([^QAP]*)$", oneSale, measuredSales)).FindStringSubmatch(run)
	require.NotNil(t, parts, "the run is not an opening, %d times %s, and a closing: %s", measuredSales, oneSale, run)
	syncs := func(s string) int { return strings.Count(s, "S") + strings.Count(s, "x") }
	t.Logf("%.2f syncs/sale 1 syncs/request 1 syncs/first-slip-byte %d syncs/opening %d syncs/closing %d syncs/checkpoints",
		float64(syncs(parts[2]))/measuredSales, syncs(parts[1]), syncs(parts[3]), checkpoints)
}

// needStrace skips where the kernel does not let us look.
func needStrace(t *testing.T) {
	if out, err := exec.Command("strace", "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("strace is missing or not allowed to trace, so syncs cannot be counted (apt-get install strace): %v %s", err, out)
	}
}

// buildPosterm builds the program as it is shipped.
func buildPosterm(t testing.TB) string {
	file := filepath.Join(t.TempDir(), "posterm")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", file, "posterm/cmd/posterm")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return file
}

func configFile(t testing.TB, at emulator.Addresses) string {
	file := filepath.Join(t.TempDir(), "posterm.toml")
	text := fmt.Sprintf("[host]\nprimary = %q\n[printer]\nport = %q\n", at.Host, "tcp://"+at.PrinterTCP)
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// keysOfSales is what a person types at the menu for n sales, and to leave:
// 1 sale, the amount, card A, no other PIN than the card's own.
func keysOfSales(n int) string {
	var keys bytes.Buffer
	for i := range n {
		fmt.Fprintf(&keys, "1\n%d.%02d\nA\n\n", (1+i)/100, (1+i)%100)
	}
	keys.WriteString("0\n")
	return keys.String()
}

// moment is a letter at its place in the trace.
type moment struct {
	line   int
	letter byte
}

// letters tells a run in letters; repeated requests, answers and pieces of a slip are one.
func letters(calls []Call, at emulator.Addresses) string {
	var moments []moment
	frames := false // something was added to the log since its last sync
	for _, c := range calls {
		if c.Name == "pwrite64" && strings.HasSuffix(c.FD(), "-wal") && c.Args[3] != "0" {
			frames = true // a page; the log's header stands at 0
		}
		m := classify(c, at, frames)
		if m.letter == syncLetter {
			frames = false
		}
		if m.letter != 0 {
			moments = append(moments, m)
		}
	}
	return spell(moments)
}

// classify gives a call its letter, or none.
func classify(c Call, at emulator.Addresses, frames bool) moment {
	if c.Failed() || c.Result == "?" {
		return moment{}
	}
	host, paper := strings.HasSuffix(c.FD(), "->"+at.Host+"]"), strings.HasSuffix(c.FD(), "->"+at.PrinterTCP+"]")
	switch c.Name {
	case "fsync", "fdatasync", "sync_file_range", "sync", "syncfs", "msync":
		return moment{c.End, syncKind(c.FD(), frames)}
	case "write", "writev", "sendto", "sendmsg":
		switch {
		case host:
			return moment{c.Begin, requestLetter}
		case paper && !strings.HasPrefix(c.Args[1], `"\20\4`): // DLE EOT
			return moment{c.Begin, slipLetter}
		}
	case "read", "recvfrom", "recvmsg":
		if host && c.Result != "0" {
			return moment{c.End, answerLetter}
		}
	}
	return moment{}
}

func syncKind(file string, frames bool) byte {
	switch {
	case strings.HasSuffix(file, "-wal") && frames:
		return syncLetter
	case strings.HasSuffix(file, "-wal"), strings.HasSuffix(file, "/journal.db"):
		return checkpointLetter
	}
	return otherSyncLetter
}

// spell writes moments in their order; what is sent or read in pieces is one.
func spell(moments []moment) string {
	slices.SortStableFunc(moments, func(a, b moment) int { return a.line - b.line })
	var word []byte
	for _, m := range moments {
		again := len(word) > 0 && word[len(word)-1] == m.letter
		if again && strings.IndexByte("QAP", m.letter) >= 0 {
			continue
		}
		word = append(word, m.letter)
	}
	return string(word)
}

// The test above must be able to fail: a sync too many, too few, or too late.
func TestLettersTellTheOrder(t *testing.T) {
	at := emulator.Addresses{Host: "127.0.0.1:8583", PrinterTCP: "127.0.0.1:9100"}
	const wal, host, paper = "9</d/journal.db-wal>", "7<TCP:[127.0.0.1:4->127.0.0.1:8583]>", "8<TCP:[127.0.0.1:5->127.0.0.1:9100]>"
	page := Call{Name: "pwrite64", Args: []string{wal, `""`, "4096", "32992"}, Result: "4096"}
	header := Call{Name: "pwrite64", Args: []string{wal, `""`, "32", "0"}, Result: "32"}
	commit := Call{Name: "fdatasync", Args: []string{wal}, Result: "0"}
	request := Call{Name: "write", Args: []string{host, `""`, "116"}, Result: "116"}
	answer := Call{Name: "read", Args: []string{host, `""`, "146"}, Result: "146"}
	look := Call{Name: "write", Args: []string{paper, `"\20\4\1"`, "3"}, Result: "3"}
	slip := Call{Name: "write", Args: []string{paper, `"\33@"`, "834"}, Result: "834"}
	for _, row := range []struct {
		want  string
		calls []Call
	}{
		{"SQASP", []Call{page, page, commit, request, answer, answer, page, commit, look, slip, slip}},
		{"cSQ", []Call{header, commit, page, commit, request}},
		{"QS", []Call{page, request, commit}},
		{"SxcQ", []Call{page, commit, {Name: "fsync", Args: []string{"3</d>"}, Result: "0"}, {Name: "fdatasync", Args: []string{"3</d/journal.db>"}, Result: "0"}, request}},
		{"", []Call{{Name: "fdatasync", Args: []string{wal}, Result: "-1 EIO"}, {Name: "read", Args: []string{host}, Result: "0"}}},
	} {
		for i := range row.calls {
			row.calls[i].Begin, row.calls[i].End = i, i
		}
		require.Equal(t, row.want, letters(row.calls, at))
	}
	late := page
	sync := commit
	sync.Begin, sync.End = 1, 3 // it began before the request and returned after it
	sent := request
	sent.Begin, sent.End = 2, 2
	require.Equal(t, "QS", letters([]Call{late, sync, sent}, at))
}
