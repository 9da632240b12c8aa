package panel

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/printer"
	"posterm/journal"
	"posterm/terminal"
	"posterm/txn"
)

// Topics are the parts of the state; a browser gets those that changed.
const (
	topicTill    = "till"
	topicPrinter = "printer"
	topicHost    = "host"
	topicJournal = "journal"
)

var topics = []string{topicTill, topicPrinter, topicHost, topicJournal}

const (
	frame       = 40 * time.Millisecond // between two looks at the state: 25 a second
	warmthEvery = time.Second           // how often a head that cools is looked at
	rollShown   = 20                    // transactions
	ledgerShown = 40                    // entries
)

// gatherer looks at the state when something changed, and keeps what browsers get.
type gatherer struct {
	cfg  Config
	till *till
	now  published
}

// run ends with ctx.
func (g *gatherer) run(ctx context.Context) {
	g.cfg.Board.touch(topics...)
	warmth := time.NewTicker(warmthEvery)
	defer warmth.Stop()
	for ctx.Err() == nil {
		dirty, changed := g.cfg.Board.take()
		for topic := range dirty {
			g.gather(ctx, topic)
		}
		select {
		case <-ctx.Done():
		case <-warmth.C:
			g.gather(ctx, topicPrinter)
		case <-changed:
		}
		pause(ctx, frame)
	}
}

// watchPaper wakes everybody when paper came out.
func (g *gatherer) watchPaper(ctx context.Context) {
	at := g.cfg.Lab.Printer.Before(0)
	for g.cfg.Lab.Printer.AwaitPaper(ctx, at) == nil {
		for {
			stretches, next := g.cfg.Lab.Printer.Since(at)
			if at = next; len(stretches) == 0 {
				break
			}
		}
		g.cfg.Board.touch(topicPrinter)
		pause(ctx, frame)
	}
}

// gather reads one topic and publishes it when it differs. What cannot be read now is read at the next change.
func (g *gatherer) gather(ctx context.Context, topic string) {
	var state any
	var err error
	switch topic {
	case topicTill:
		state, err = g.tillState(ctx)
	case topicJournal:
		state, err = g.rollState(ctx)
	case topicPrinter:
		state = g.printerState()
	case topicHost:
		state = g.hostState()
	}
	if err != nil {
		return
	}
	if data, err := json.Marshal(state); err == nil && g.now.put(topic, data) {
		g.cfg.Board.touch()
	}
}

// tillState is the terminal as one sees it.
type tillState struct {
	Face    Face     `json:"face"`
	Outcome *Outcome `json:"outcome"` // of the last command, as it stands now; null before the first
	Last    *Deal    `json:"last"`    // the last transaction that could move money
	Owed    int      `json:"owed"`    // slips
	Signed  bool     `json:"signed"`
	Batch   string   `json:"batch"`
	Fault   Both     `json:"fault"` // of the printer, as the terminal knows it
	Faulty  bool     `json:"faulty"`
	Safe    bool     `json:"safe"` // the journal cannot be relied on
}

func (g *gatherer) tillState(ctx context.Context) (s tillState, err error) {
	t := g.cfg.Terminal
	c, err := t.Condition(ctx)
	if err != nil {
		return s, err
	}
	s = tillState{Owed: c.Owed, Signed: c.Signed, Batch: c.Batch.String(), Fault: both(c.Fault.Words()), Safe: c.Safe != nil,
		Faulty: c.Fault != txn.FaultUnknown && c.Fault != txn.FaultNone}
	last, err := t.Status(ctx, txn.Ref{})
	if err == nil {
		d := dealOf(last.View, g.cfg.Service)
		s.Last = &d
	} else if !errors.Is(err, journal.ErrUnknown) && c.Safe == nil {
		return s, err
	}
	var of txn.Ref
	var o Outcome
	s.Face, o, of = g.till.screen()
	if of.Trace != 0 {
		now, err := t.Status(ctx, of)
		if err != nil {
			return s, err
		}
		o = outcome(now, g.cfg.Service)
	}
	if o.Title != (Both{}) {
		s.Outcome = &o
	}
	return s, nil
}

func (g *gatherer) rollState(ctx context.Context) ([]Deal, error) {
	views, err := g.cfg.Terminal.List(ctx, terminal.Newest, rollShown)
	deals := make([]Deal, 0, len(views))
	for _, v := range views {
		deals = append(deals, dealOf(v, g.cfg.Service))
	}
	return deals, err
}

// printerState is the printer as a person in front of it sees it.
type printerState struct {
	printer.Status
	Words     Both `json:"words"`
	Forgotten int  `json:"forgotten"` // pieces of paper that were thrown away
}

func (g *gatherer) printerState() printerState {
	s := printerState{Status: g.cfg.Lab.Printer.Status(), Forgotten: g.cfg.Lab.Printer.Forgotten()}
	s.Words = both(stateWords(s.State))
	return s
}

// hostState is what the acquirer holds.
type hostState struct {
	Accounts []host.Holding `json:"accounts"`
	Ledger   []ledgerLine   `json:"ledger"` // newest first
	Faults   []host.Fault   `json:"faults"`
	Open     bool           `json:"open"` // its door
}

type ledgerLine struct {
	host.Entry
	Words Both `json:"words"`
	Name  Both `json:"name"` // of the kind
}

func (g *gatherer) hostState() hostState {
	h := g.cfg.Lab.Host
	s := hostState{Accounts: h.Accounts(), Ledger: []ledgerLine{}, Faults: append([]host.Fault{}, h.Faults()...), Open: true}
	for _, d := range g.cfg.Lab.Doors() {
		s.Open = s.Open && d.Open
	}
	entries := h.Ledger()
	for i := len(entries); i > 0 && len(s.Ledger) < ledgerShown; i-- {
		e := entries[i-1]
		s.Ledger = append(s.Ledger, ledgerLine{e, both(ledgerWords[e.State]), both(e.Kind.Words())})
	}
	return s
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// equal says whether two states are the same to a browser.
func equal(a, b []byte) bool { return bytes.Equal(a, b) }
