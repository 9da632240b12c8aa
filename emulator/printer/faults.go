package printer

import (
	"fmt"
	"strings"

	"posterm/internal/strict"
)

// Faults is what can be made wrong with the printer, as JSON for POST /v1/printer/faults. A field that is
// not given changes nothing. Faults() gives those that are in force.
type Faults struct {
	Paper              *string  `json:"paper,omitempty"`                 // out, near_end, ok (ok after out is a new roll)
	PaperOutAfterRows  *int     `json:"paper_out_after_rows,omitempty"`  // dot rows from now until the sensor sees the end
	Jam                *bool    `json:"jam,omitempty"`                   // the paper does not move, rows overprint, no sensor tells
	JamAfterRows       *int     `json:"jam_after_rows,omitempty"`        // the same after so many rows
	Cover              *string  `json:"cover,omitempty"`                 // open, closed
	CoverOpenAfterRows *int     `json:"cover_open_after_rows,omitempty"` // the cover is opened when so many rows have passed
	PowerOffAfterRows  *int     `json:"power_off_after_rows,omitempty"`  // the power goes then
	UnplugAfterRows    *int     `json:"unplug_after_rows,omitempty"`     // the cable is pulled then
	Cutter             *string  `json:"cutter,omitempty"`                // jammed: the next cut fails; ok: the cause is gone, DLE ENQ or a person clears the error
	Error              *string  `json:"error,omitempty"`                 // unrecoverable: stops until the power is switched off; ok
	FeedButton         *string  `json:"feed_button,omitempty"`           // pressed: feeds, and is off-line until released
	Drawer             *string  `json:"drawer,omitempty"`                // open, closed: the level of pin 3
	HeadDeadDots       *[]int   `json:"head_dead_dots,omitempty"`        // columns that stay white; [] heals them
	Overheat           *bool    `json:"overheat,omitempty"`              // head too hot: waits until false
	PaperC             *float64 `json:"paper_c,omitempty"`               // -40 to 80: the roll in the printer comes from elsewhere; it takes the room's warmth in some 20 minutes of printing or waiting
	Compensation       *string  `json:"compensation,omitempty"`          // on: the firmware reads the thermistor and heats longer in the cold; off: always the same pulse
	AmbientC           *float64 `json:"ambient_c,omitempty"`             // -40 to 80 degrees Celsius
	SupplyPercent      *float64 `json:"supply_percent,omitempty"`        // 50 to 120 of the nominal voltage
	Humidity           *float64 `json:"humidity,omitempty"`              // 0 to 100 percent
	PaperSide          *string  `json:"paper_side,omitempty"`            // right, wrong: nothing can be read
	Cable              *string  `json:"cable,omitempty"`                 // unplugged: connections break and none can be made; ok
	Power              *string  `json:"power,omitempty"`                 // off: buffers are lost; on
	Silent             *bool    `json:"silent,omitempty"`                // the controller hangs: takes bytes, answers and prints nothing; goes on when false
	Replies            *string  `json:"replies,omitempty"`               // of GS ( H and GS r: ok, lost, wrong_id; real-time status still comes
	Confirm            *string  `json:"confirm,omitempty"`               // what this model can confirm with: process_id, gs_r, none
	ASB                *string  `json:"asb,omitempty"`                   // off: GS a is taken and the printer never reports by itself, as of many clones; on
	Baud               *int     `json:"baud,omitempty"`                  // what the DIP switches of a serial model say from now on
}

// check refuses values that mean nothing to a head of so many dots, before any of them is acted on.
func (f *Faults) check(width int) error {
	for _, word := range []struct {
		name  string
		value *string
		known []string
	}{
		{"paper", f.Paper, []string{"out", "near_end", "ok"}},
		{"cover", f.Cover, []string{"open", "closed"}},
		{"cutter", f.Cutter, []string{"jammed", "ok"}},
		{"error", f.Error, []string{"unrecoverable", "ok"}},
		{"feed_button", f.FeedButton, []string{"pressed", "released"}},
		{"drawer", f.Drawer, []string{"open", "closed"}},
		{"compensation", f.Compensation, []string{"on", "off"}},
		{"paper_side", f.PaperSide, []string{"right", "wrong"}},
		{"cable", f.Cable, []string{"unplugged", "ok"}},
		{"power", f.Power, []string{"off", "on"}},
		{"replies", f.Replies, []string{"ok", "lost", "wrong_id"}},
		{"asb", f.ASB, []string{"off", "on"}},
		{"confirm", f.Confirm, []string{string(confirmProcess), string(confirmSensor), string(confirmNone)}},
	} {
		if err := oneOf(word.name, word.value, word.known); err != nil {
			return err
		}
	}
	for _, number := range []struct {
		name      string
		value     *float64
		low, high float64
	}{
		{"paper_out_after_rows", asFloat(f.PaperOutAfterRows), 0, 1e9},
		{"jam_after_rows", asFloat(f.JamAfterRows), 0, 1e9},
		{"cover_open_after_rows", asFloat(f.CoverOpenAfterRows), 0, 1e9},
		{"power_off_after_rows", asFloat(f.PowerOffAfterRows), 0, 1e9},
		{"unplug_after_rows", asFloat(f.UnplugAfterRows), 0, 1e9},
		{"paper_c", f.PaperC, -40, 80},
		{"ambient_c", f.AmbientC, -40, 80},
		{"supply_percent", f.SupplyPercent, 50, 120},
		{"humidity", f.Humidity, 0, 100},
		{"baud", asFloat(f.Baud), baudLeast, baudMost},
	} {
		if v := number.value; v != nil && !(*v >= number.low && *v <= number.high) {
			return fmt.Errorf("printer fault %s: %v is not between %v and %v", number.name, *v, number.low, number.high)
		}
	}
	if f.HeadDeadDots != nil {
		for _, dot := range *f.HeadDeadDots {
			if dot < 0 || dot >= width {
				return fmt.Errorf("printer fault head_dead_dots: %d is not between 0 and %d, the columns of this head", dot, width-1)
			}
		}
	}
	return nil
}

func oneOf(name string, value *string, known []string) error {
	if value == nil {
		return nil
	}
	for _, k := range known {
		if *value == k {
			return nil
		}
	}
	if near := strict.Nearest(*value, known); near != "" {
		return fmt.Errorf("printer fault %s: %q is none of %s: did you mean %q?", name, *value, strings.Join(known, ", "), near)
	}
	return fmt.Errorf("printer fault %s: %q is none of %s", name, *value, strings.Join(known, ", "))
}

func asFloat(n *int) *float64 {
	if n == nil {
		return nil
	}
	v := float64(*n)
	return &v
}

// SetFaults acts on the given fields, all or - when one of them is not valid - none.
func (p *Printer) SetFaults(f Faults) error {
	if err := f.check(p.m.opt.Width); err != nil {
		return err
	}
	p.do(func(m *machine) {
		m.change(func() { m.setFaults(f) })
		p.cutLines()
		m.event(EventFaults, m.faults())
	})
	return nil
}

// ClearFaults makes the printer healthy: all faults end, paper is loaded if it was out, errors are reset.
func (p *Printer) ClearFaults() {
	p.do(func(m *machine) {
		m.change(m.heal)
		m.event(EventFaults, m.faults())
	})
}

// Faults tells what is in force.
func (p *Printer) Faults() Faults { return p.Status().Faults }

// cutLines drops the connections that the cable or the power no longer holds.
func (p *Printer) cutLines() {
	if p.m.state.unplugged {
		p.dropLinks(func(*link) bool { return true })
	} else if p.m.state.off {
		p.dropLinks(func(l *link) bool { return !l.serial })
	}
}
