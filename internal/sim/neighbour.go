package sim

import (
	"bytes"
	"context"
	"net"
	"os"
	"time"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/emulator/host"
	"posterm/txn"
)

// neighbour is another till at the same host, on a line that never fails: of the same
// merchant, or one that was set up with the number of ours by mistake.
type neighbour struct {
	world *World
	id    string
	link  comms.Link
	mac   *keys.Sealer
	batch txn.Batch
	trace txn.Trace
}

const neighbourID = "00010002"

// Trace numbers of neighbours begin here: ours do not come so far within a life.
const neighbourTrace txn.Trace = 500_000

func (w *World) neighbour(id string) *neighbour {
	n := &neighbour{world: w, id: id, batch: 1, trace: neighbourTrace}
	n.link = comms.Link{Profile: w.habits.profile, Dial: func(context.Context) (net.Conn, error) { return &cable{world: w}, nil }}
	return n
}

// asks sends one request and gives the answer, if it is a good one.
func (n *neighbour) asks(r comms.Request) (comms.Answer, bool) {
	n.trace++
	r.Trace, r.Batch, r.Terminal, r.Merchant = n.trace, n.batch, n.id, merchantID
	r.At = time.Unix(0, n.world.clock.Load())
	r.Sent = r.At
	a, err := n.link.Exchange(n.world.base, r, n.mac)
	return a, err == nil && a.Authentic && a.Code == "00"
}

// signIn takes new keys for its number.
func (n *neighbour) signIn() bool {
	a, good := n.asks(comms.Request{Kind: txn.SignIn})
	if !good {
		return false
	}
	master, err := keys.ParseKey(keys.TestTMK)
	if err != nil {
		return false
	}
	h := n.world.habits
	working, err := keys.Open(h.profile.Form, h.mac, master, a.KeyBlock)
	if err != nil {
		return false
	}
	n.batch = a.Batch
	n.mac, err = keys.NewSealer(h.mac, working.MAK)
	return err == nil
}

// sells makes a sale or a hold at the till next door.
func (w *World) sells(kind txn.Kind, amount txn.Fen) (a comms.Answer, pan txn.PAN, good bool) {
	if w.next == nil {
		w.next = w.neighbour(neighbourID)
		if !w.next.signIn() {
			return a, "", false
		}
	}
	pan = customers[w.fate.Choose(poor)]
	a, good = w.next.asks(comms.Request{Kind: kind, Amount: amount, PAN: pan, Expiry: "3012", Entry: txn.Manual})
	w.happened(merchant, "next door: %s %s: %s", kind, amount, a.Code)
	return a, pan, good
}

// parts lets the keys of host and terminal part: somebody has signed in with the number of
// ours. Now and then the host's batch is closed besides, as some acquirers do at night.
func (w *World) parts() {
	n := w.neighbour(terminalID)
	n.trace += txn.Trace(w.record.last.Seq) // a number is used once
	if !n.signIn() {
		return
	}
	w.mark(KeysParted)
	w.happened(ledger, "another terminal has signed in with the number of ours")
	if w.fate.Choose(3) != 1 || w.record.frozen != 0 { // an end that is refused for good: docs/proof.md
		return
	}
	if _, good := n.asks(comms.Request{Kind: txn.Settle, Totals: &comms.Totals{}}); !good {
		return
	}
	if _, good := n.asks(comms.Request{Kind: txn.Settle, As: txn.BatchEnd}); good {
		w.mark(BatchClosedByHost)
		w.happened(ledger, "batch %s is closed by the host alone", n.batch)
	}
}

// cable is a good line.
type cable struct {
	net.Conn
	world  *World
	answer bytes.Buffer
}

func (c *cable) SetDeadline(time.Time) error { return nil }
func (c *cable) Close() error                { return nil }

func (c *cable) Write(request []byte) (int, error) {
	c.answer.Write(c.world.hostDecides(request, host.Fault{}))
	return len(request), nil
}

func (c *cable) Read(p []byte) (int, error) {
	if c.answer.Len() == 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return c.answer.Read(p)
}
