package printer

import "math"

// Status is the printer as a person standing in front of it would tell: GET /v1/printer.
type Status struct {
	State         string  `json:"state"`          // see the constants
	Paper         string  `json:"paper"`          // ok, near_end, out
	Cover         string  `json:"cover"`          // closed, open
	Cutter        string  `json:"cutter"`         // ok, jammed
	HeadC         float64 `json:"head_c"`         // of the head's block, degrees Celsius, to a tenth
	PaperC        float64 `json:"paper_c"`        // of the paper that reaches the head
	AmbientC      float64 `json:"ambient_c"`      // degrees Celsius
	SupplyPercent float64 `json:"supply_percent"` // of the nominal voltage
	BufferedBytes int     `json:"buffered_bytes"` // received and not yet executed
	RowsPrinted   int64   `json:"rows_printed"`   // dot rows of paper ever moved
	PaperLeftMM   *int    `json:"paper_left_mm"`  // on a roll that has a length; null: endless
	LostBytes     int     `json:"lost_bytes"`     // came down a serial line faster than they could be taken
	Faults        Faults  `json:"faults"`
}

// Values of Status.State, the first that applies in this order.
const (
	StateOff       = "off"
	StateUnplugged = "unplugged"
	StateSilent    = "silent"
	StateCoverOpen = "cover_open"
	StatePaperOut  = "paper_out" // printing stopped, buffers kept
	StateError     = "error"     // the cutter failed, or something that only the power switch ends
	StateOverheat  = "overheat"
	StateWaiting   = "waiting"  // paper was loaded; the feed button or DLE ENQ 0 makes it go on
	StateFeeding   = "feeding"  // the feed button is held
	StatePrinting  = "printing" // something received is not yet on paper
	StateReady     = "ready"
)

// Status tells the printer's state now.
func (p *Printer) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle()
	return p.m.status()
}

func (m *machine) status() Status {
	s := Status{State: m.stateName(), Paper: "ok", Cover: "closed", Cutter: "ok",
		HeadC: m.head.block.celsius(), PaperC: m.head.roll.celsius(),
		AmbientC: m.head.ambient.celsius(), SupplyPercent: float64(m.head.supply) / 10,
		BufferedBytes: len(m.rx), RowsPrinted: m.paper.used, PaperLeftMM: m.paperLeft(), LostBytes: m.lost, Faults: m.faults()}
	if m.state.overheat {
		s.HeadC = math.Max(s.HeadC, hotStop.celsius())
	}
	switch {
	case m.state.paperOut:
		s.Paper = "out"
	case m.state.nearEnd:
		s.Paper = "near_end"
	}
	if m.state.coverOpen {
		s.Cover = "open"
	}
	if m.state.cutterJammed || m.state.cutterError {
		s.Cutter = "jammed"
	}
	return s
}

func (m *machine) stateName() string {
	switch {
	case m.state.off:
		return StateOff
	case m.state.unplugged:
		return StateUnplugged
	case m.state.silent:
		return StateSilent
	case m.state.coverOpen:
		return StateCoverOpen
	case m.paperStop():
		return StatePaperOut
	case m.state.cutterError, m.state.fatal:
		return StateError
	case m.overheated():
		return StateOverheat
	case m.state.waiting:
		return StateWaiting
	case m.state.feeding:
		return StateFeeding
	case m.busy():
		return StatePrinting
	}
	return StateReady
}
