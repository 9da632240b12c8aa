package command

import (
	"context"

	"github.com/stretchr/testify/require"

	witness "posterm/internal/check"
	"posterm/internal/config"
	"posterm/journal"
	"posterm/txn"
)

// agrees wants the host's ledger, the journal and the paper to tell the same story.
func (r *rig) agrees() {
	r.Helper()
	cfg, err := config.Load(r.config)
	require.NoError(r, err)
	j, err := journal.Open(r.dir, "test", journal.BoundTo(cfg.Terminal.DeviceKey))
	require.NoError(r, err)
	defer func() { require.NoError(r, j.Close()) }()
	report, err := j.Check(context.Background())
	require.NoError(r, err)
	require.Empty(r, report.Findings)
	book, _, err := j.Book()
	require.NoError(r, err)
	rows, err := j.Rows(0, rollLimit) // also of closed batches
	require.NoError(r, err)
	e := witness.Evidence{
		Rows: rows, Book: &book, Ledger: r.lab.Host.Ledger(), Settlements: r.lab.Host.Settlements(),
		Slips: r.lab.Printer.Slips(), Foot: "posterm " + version(), Copies: cfg.Terminal.Copies,
	}
	for _, a := range r.lab.Host.Accounts() {
		e.Accounts = append(e.Accounts, witness.Account{Name: a.Name, Card: a.Card, Before: fen(r, a.Opening), Now: fen(r, a.Balance), Held: fen(r, a.Held)})
	}
	require.Empty(r, witness.Of(e))
}

// rollLimit is more rows than a test writes.
const rollLimit = 100_000

func fen(r *rig, s string) txn.Fen {
	if s == "0.00" {
		return 0
	}
	amount, err := txn.ParseFen(s)
	require.NoError(r, err)
	return amount
}
