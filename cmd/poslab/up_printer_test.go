package main

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// printOut sends bytes to a lab's printer and waits until all of them are on paper.
func printOut(t *testing.T, s served, data string) {
	t.Helper()
	conn, err := net.Dial("tcp", s.at.PrinterTCP)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
	_, err = io.WriteString(conn, data+"\x1d(H\x06\x00000001")
	require.NoError(t, err)
	answer := make([]byte, 7)
	_, err = io.ReadFull(conn, answer)
	require.NoError(t, err)
	require.Equal(t, "\x37\x220001\x00", string(answer))
}

// Who wants a printer only: every slip becomes a picture and a text, in a folder that fills up from run to run.
func TestPrinterWritesSlipsOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "slips")
	alone := []string{"printer", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--out", dir}
	for range 2 {
		s := serveLab(t, alone...)
		require.Empty(t, s.at.Host)
		printOut(t, s, "\x1b@\x1bE\x01one\x1bE\x00\n\x1dk\x04A-1\x00\x1dVA\x00two\n\x1dVA\x00")
		s.end(t)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, names, 12)
	for i, want := range []string{"one\n[code39] A-1\n", "two\n", "one\n[code39] A-1\n", "two\n"} {
		told, err := os.ReadFile(names[3*i])
		require.NoError(t, err)
		look := map[bool]string{true: `[[{"text":"one","bold":true}]]`, false: `[[{"text":"two"}]]`}[i%2 == 0]
		require.Contains(t, string(told), `"lines":`+look)
		png, err := os.ReadFile(names[3*i+1])
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(string(png), "\x89PNG"), names[3*i+1])
		text, err := os.ReadFile(names[3*i+2])
		require.NoError(t, err)
		require.Equal(t, want, string(text))
	}
	require.Equal(t, "slip-000004.txt", filepath.Base(names[11]))
}

// A piece that is torn because it grew too long, or with stuck paper, is written out like any other, as it comes off.
func TestPrinterWritesTornPiecesOut(t *testing.T) {
	dir := t.TempDir()
	s := serveLab(t, "printer", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--out", dir)
	limit, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	next, err := s.client().Events(limit)
	require.NoError(t, err)
	printOut(t, s, "begins\n\x1dP\x01\x01"+strings.Repeat("x\n\x1bJ\xff", 15))
	require.NoError(t, s.client().PrinterFaults(limit, printer.Faults{Jam: new(true)}))
	printOut(t, s, "stuck\n")
	require.NoError(t, s.client().ClearJam(limit))
	for torn := 0; torn < 2; {
		e, err := next()
		require.NoError(t, err, "a torn piece is an event")
		if strings.Contains(string(e.Data), `"ended":"torn"`) {
			torn++
		}
	}
	for stop(); err == nil; {
		_, err = next()
	}
	require.ErrorIs(t, err, context.Canceled)
	s.end(t)
	text, err := os.ReadFile(filepath.Join(dir, "slip-000001.txt"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "begins\nx\n"))
	require.FileExists(t, filepath.Join(dir, "slip-000002.png"))
}

// A roll that ends is written out as well, and the next one is loaded through the admin API.
func TestPrinterOptions(t *testing.T) {
	dir := t.TempDir()
	s := serveLab(t, "printer", "--printer-tcp", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--out", dir, "--printer-paper", "80",
		"--printer-roll", "40", "--printer-near-end", "20", "--printer-sensor", "0", "--printer-cutter", "0", "--printer-tear-bar", "--printer-buffer", "65536")
	printOut(t, s, strings.Repeat("8", 48)+"\n\x1dVA\x00")
	_, body := get(t, s.at.Admin+"/v1/printer")
	require.Contains(t, body, `"paper_left_mm":37,`)
	require.NoError(t, s.client().Tear(t.Context()))
	_, body = get(t, s.at.Admin+"/v1/paper")
	require.Contains(t, body, `"ended":"torn_off"`)
	require.Contains(t, body, strings.Repeat("8", 48))
	conn, err := net.Dial("tcp", s.at.PrinterTCP)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
	_, err = io.WriteString(conn, strings.Repeat("line\n", 20))
	require.NoError(t, err)
	for status := byte(0); status != 0x7E; { // near end and end
		var answer [1]byte
		_, err = io.WriteString(conn, "\x10\x04\x04")
		require.NoError(t, err)
		_, err = io.ReadFull(conn, answer[:])
		require.NoError(t, err)
		status = answer[0]
	}
	require.NoError(t, s.client().LoadPaper(t.Context()))
	s.end(t)
	text, err := os.ReadFile(filepath.Join(dir, "slip-000002.txt"))
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(text), "line\nline\n"), string(text))
}

func TestPrinterThatNoneIs(t *testing.T) {
	for _, wrong := range []string{"--printer-paper=70", "--printer-roll=-1", "--printer-roll=300000", "--printer-sensor=2000", "--printer-cutter=-1",
		"--printer-buffer=1", "--printer-baud=300", "--printer-flow=dtr", "--printer-recovery=no", "--printer-speed=0", "--printer-near-end=x"} {
		r := lab(t, "", "printer", wrong)
		require.Equal(t, exitUse, r.code, wrong)
		require.Contains(t, r.errs, "hint: ", wrong)
	}
}

// What cannot be opened is told on one line: which option, what it says, and why; the next says what to do.
func TestAPrinterThatCannotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	nowhere := filepath.Join(t.TempDir(), "no", "such", "printer")
	for _, tt := range []struct{ option, value, why, hint string }{
		{"printer-pty", file, "something is there already", "a path where nothing is yet"},
		{"printer-pty", nowhere, "no such file or directory", "a path where nothing is yet"},
		{"out", file, "folder for slips", "a folder that can be written"},
		{"out", filepath.Join(os.DevNull, "slips"), "folder for slips", "a folder that can be written"},
		{"printer-tcp", "9100", "missing port in address", "like 127.0.0.1:9100"},
		{"printer-tcp", "127.0.0.1:99999", "invalid port", "like 127.0.0.1:9100"},
		{"printer-tcp", "127.0.0.1:x", "unknown port", "like 127.0.0.1:9100"},
		{"printer-tcp", "192.0.2.1:9100", "anybody on the network", "--insecure"}, // of nobody: RFC 5737
		{"host", "8583", "missing port in address", "like 127.0.0.1:9100"},
		{"backup", "8583", "missing port in address", "like 127.0.0.1:9100"},
		{"admin", "127.0.0.1", "missing port in address", "like 127.0.0.1:9100"},
	} {
		at := map[string]string{"host": "127.0.0.1:0", "printer-tcp": "127.0.0.1:0", "admin": "127.0.0.1:0"}
		at[tt.option] = tt.value
		args := []string{"up"}
		for option, value := range at {
			args = append(args, "--"+option, value)
		}
		r := lab(t, "", args...)
		require.Equal(t, exitUse, r.code, "%s %s: %s", tt.option, tt.value, r.errs)
		require.Empty(t, r.out)
		lines := strings.Split(strings.TrimSuffix(r.errs, "\n"), "\n")
		require.Len(t, lines, 2, r.errs)
		require.True(t, strings.HasPrefix(lines[0], "poslab: --"+tt.option+" "+tt.value+": "), lines[0])
		require.Contains(t, lines[0], tt.why)
		require.Contains(t, lines[1], "hint: ")
		require.Contains(t, lines[1], tt.hint)
	}
}
