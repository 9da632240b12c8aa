package main

import (
	"flag"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// go test ./cmd/poslab -run TestKilled -kill.seed N -kill.rounds M
var (
	killRounds = flag.Int("kill.rounds", 300, "how often a terminal is killed; 20 with -short")
	killSeed   = flag.Uint64("kill.seed", 0, "schedule of the kills; 0 draws one, which is printed")
)

// Limits of the test.
const (
	shortRounds = 20
	killTime    = 80 * time.Second // no new round is begun after that
	batchRounds = 400              // rounds with one journal: a batch holds 500 transactions
	lowBalance  = txn.Fen(2_000)   // below that the accounts are restored
	spread      = 1.2              // kills fall between the start and this many durations of a sale
)

// TestKilledTerminalsTellTheTruth kills the real program with SIGKILL at random
// moments of sales, and of the commands that mend what an earlier kill left. After
// every kill `status` must tell the truth; after every online transaction nothing is
// open any more; and ledger, journal, accounts and paper agree all the time.
func TestKilledTerminalsTellTheTruth(t *testing.T) {
	rounds, seed := *killRounds, *killSeed
	if testing.Short() {
		rounds = min(rounds, shortRounds)
	}
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("seed: -kill.seed %d", seed)
	programs := build(t)
	dice := rand.New(rand.NewPCG(seed, seed))
	end := time.Now().Add(killTime)
	for done := 0; done < rounds && time.Now().Before(end); {
		s := openShop(t, programs)
		for range min(batchRounds, rounds-done) {
			if time.Now().After(end) {
				break
			}
			done++
			s.round(dice)
		}
		s.settle()
		s.report()
	}
}

// round kills one command and looks at what is left. Every number is drawn in every
// round, so that a schedule does not depend on how fast the machine is.
func (s *shop) round(dice *rand.Rand) {
	victim, moment, mend := dice.Float64(), dice.Float64(), dice.Float64()
	args := []string{"sale", "1.00", "--card", "A"}
	switch {
	case victim < 0.1:
		args = []string{"balance", "--card", "A"}
	case victim < 0.2:
		args = []string{"reprint"}
	case victim < 0.3 && s.paid != "":
		args = []string{"void", s.paid, "--card", "A"}
	}
	s.kill(time.Duration(moment*spread*float64(s.sale)), args...)
	s.truth()
	switch {
	case mend < 0.15:
		s.settle()
	case mend < 0.25:
		s.reprint()
	}
}

// verdicts are what may be said of money: of a sale, or of the void of one.
var verdicts = map[txn.Money][]txn.Verdict{
	txn.MoneyApproved:  {txn.Paid, txn.Returned},
	txn.MoneyReversing: {txn.BeingReversed},
	txn.MoneyVoided:    {txn.Returned},
	txn.MoneyReversed:  {txn.NotPaid, txn.NotDone},
	txn.MoneyDeclined:  {txn.NotPaid, txn.NotDone},
	txn.MoneyNone:      {txn.NotPaid, txn.NotDone},
}

// truth asks the terminal about its last transaction and the host about the same.
func (s *shop) truth() {
	var v seen
	code := s.ask(&v, "status")
	if v.Error.Code != "" {
		require.Equal(s.t, "no_transaction", v.Error.Code, "%+v", v.Error)
		require.Empty(s.t, s.ledger())
		return
	}
	require.Zero(s.t, code)
	moved := false
	for _, e := range s.ledger() {
		moved = moved || e.Batch == v.Batch && e.Trace == v.Trace && e.State == "approved"
	}
	switch v.Money {
	case txn.MoneyApproved:
		require.True(s.t, moved, "trace %s: the terminal says approved, the host did not move the money", v.Trace)
	case txn.MoneyReversing:
	default:
		require.False(s.t, moved, "trace %s: the host moved the money, the terminal says %s", v.Trace, v.Money)
	}
	require.Contains(s.t, verdicts[v.Money], v.Verdict, "trace %s: %s", v.Trace, v.Money)
	if s.paid = ""; v.Verdict == txn.Paid {
		s.paid = v.Trace
	}
	s.seen[v.Money]++
}

// settle makes one online transaction: it delivers what is owed to the host. Then
// nothing may be open, and all witnesses must agree.
func (s *shop) settle() {
	var v seen
	code := s.ask(&v, "balance", "--card", "A")
	require.Zero(s.t, code, "%+v", v)
	require.Equal(s.t, txn.Done, v.Verdict)
	var pending struct{ Transactions []seen }
	require.Zero(s.t, s.ask(&pending, "status", "--pending"))
	for _, one := range pending.Transactions {
		require.NotEqual(s.t, txn.MoneyReversing, one.Money, "trace %s is still open after an online transaction", one.Trace)
		require.NotZero(s.t, one.OwedSlips, "trace %s is pending for no reason", one.Trace)
	}
	s.agree()
}

// reprint prints what is owed, or one more copy.
func (s *shop) reprint() {
	var v seen
	code := s.ask(&v, "reprint")
	if v.Error.Code != "" {
		require.Contains(s.t, []string{"nothing_to_print", "nothing", "no_transaction"}, v.Error.Code, "%+v", v.Error)
		return
	}
	require.Zero(s.t, code, "%+v", v)
	s.reprints++
	s.agree()
}
