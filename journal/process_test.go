package journal_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/journal"
	"posterm/journal/roll"
	"posterm/txn"
)

// childVar makes this test binary a child: "hold" or "trade". Its argument is a data directory.
const childVar = "JOURNAL_TEST_CHILD"

func TestMain(m *testing.M) {
	dir := os.Args[len(os.Args)-1]
	switch os.Getenv(childVar) {
	case "hold":
		os.Exit(hold(dir))
	case "trade":
		os.Exit(trade(dir))
	}
	os.Exit(m.Run())
}

// hold keeps the journal until its standard input ends.
func hold(dir string) int {
	j, err := journal.Open(dir, "run")
	if err != nil {
		return 1
	}
	defer j.Close()
	fmt.Fprintln(os.Stdout, "held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// trade makes sales until it is killed, and says each row that is durable.
func trade(dir string) int {
	j, err := journal.Open(dir, "run")
	if err != nil {
		return 1
	}
	book, _, err := j.Book()
	if err != nil {
		return 1
	}
	m := &maker{j: j, book: book}
	for {
		rows := m.intent(txn.Sale, 0)
		if j.Commit(rows, &journal.Seal{ID: rows[0].Txn, PAN: canary}) != nil {
			return 1
		}
		fmt.Fprintln(os.Stdout, rows[0].Seq)
		rows = m.tell(roll.Declined, roll.Outcome{Code: "51"})
		if j.Commit(rows, nil) != nil {
			return 1
		}
		fmt.Fprintln(os.Stdout, rows[0].Seq)
		if _, err := j.Checkpoint(); err != nil {
			return 1
		}
	}
}

// child starts this binary as another process.
func child(t *testing.T, role, dir string) (*exec.Cmd, io.Closer, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir)
	cmd.Env = append(os.Environ(), childVar+"="+role)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	return cmd, in, bufio.NewScanner(out)
}

func TestSecondProcessIsToldWhoHoldsTheJournal(t *testing.T) {
	dir, j, _ := create(t)
	require.NoError(t, j.Close())
	cmd, in, out := child(t, "hold", dir)
	require.True(t, out.Scan())

	_, err := journal.Open(dir, "sale")
	var held *journal.HeldError
	require.ErrorAs(t, err, &held)
	require.Equal(t, &journal.HeldError{PID: cmd.Process.Pid, Verb: "run"}, held)
	require.ErrorContains(t, err, fmt.Sprintf("process %d (posterm run)", cmd.Process.Pid))

	require.NoError(t, in.Close()) // the holder ends
	require.NoError(t, cmd.Wait())
	require.NoError(t, open(t, dir).Close())
}

func TestAShortCommandIsWaitedFor(t *testing.T) {
	dir, j, _ := create(t)
	require.NoError(t, j.Close())
	cmd, in, out := child(t, "hold", dir)
	require.True(t, out.Scan())
	opened := make(chan error)
	go func() {
		j, err := journal.Open(dir, "sale")
		if err == nil {
			err = j.Close()
		}
		opened <- err
	}()
	require.NoError(t, in.Close())
	require.NoError(t, <-opened)
	require.NoError(t, cmd.Wait())
}

// TestKilledProcess: whatever a killed process was told is durable is there, and nothing is broken.
//
// Covers: R85.
func TestKilledProcess(t *testing.T) {
	dir, j, _ := create(t)
	require.NoError(t, j.Close())
	dice := rand.New(rand.NewPCG(1, 2))
	for range 25 {
		cmd, _, out := child(t, "trade", dir)
		told := uint64(0)
		for range 1 + dice.IntN(60) {
			require.True(t, out.Scan())
			n, err := strconv.ParseUint(out.Text(), 10, 64)
			require.NoError(t, err)
			told = n
		}
		require.NoError(t, cmd.Process.Kill())
		for out.Scan() { // what it said before it died
			if n, err := strconv.ParseUint(out.Text(), 10, 64); err == nil {
				told = n
			}
		}
		require.Error(t, cmd.Wait())
		j = open(t, dir)
		require.GreaterOrEqual(t, j.Seq(), told)
		require.LessOrEqual(t, j.Seq(), told+1, "the row it was about to tell")
		require.NoError(t, j.Close())
	}
	j = open(t, dir)
	defer j.Close()
	require.Empty(t, check(t, j).Findings)
}
