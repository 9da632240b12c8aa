package diskproof

import (
	"context"

	"posterm/internal/simdisk"
	"posterm/txn"
)

// fullLog is a log that has grown over the size at which an idle terminal empties it
// (1,000 pages), and what follows: its file is written from the beginning again.
var fullLog = flow{"a full log", func(c *clerk) {
	for range 340 { // of three pages each
		c.ask(txn.Balance, 0)
	}
	c.does(listen)
	c.does(checkpoint)
	c.ask(txn.Sale, 0)
	granted(c)
	c.does(reopen)
	c.ask(txn.Sale, 0)
}}

// restart cuts the power while a full log is emptied and begun anew. A disk of this
// size takes twenty times as long as the others to recover: no sector is torn.
func (p *prover) restart(ctx context.Context) error {
	s, err := p.base.write(fullLog)
	if err != nil {
		return err
	}
	few := *p
	few.Cuts, few.KillEvery, few.NestedEvery = simdisk.Plan{Mixes: 1, Seed: p.Seed}, 0, 0
	return few.prove(ctx, s)
}
