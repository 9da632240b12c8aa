package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"posterm/emulator/printer"
)

// outLimit is how many slips a folder takes. Chosen: three digits more than a printer keeps.
const outLimit = 999_999

// out is a folder of slips: slip-000001.png, slip-000001.txt and slip-000001.json, counted on from what is there.
type out struct {
	dir  string
	next int // number of the next file
	last int // id of the newest slip that was written
}

// openOut makes the folder and begins to fill it.
func (l *Lab) openOut(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("folder for slips: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(dir, "slip-[0-9][0-9][0-9][0-9][0-9][0-9].*"))
	if err != nil {
		return fmt.Errorf("folder for slips: %w", err)
	}
	o := &out{dir: dir, next: 1}
	for _, name := range old { // they come sorted
		_, _ = fmt.Sscanf(filepath.Base(name), "slip-%06d", &o.next)
		o.next++
	}
	events := l.Printer.Subscribe(l.ctx)
	l.spawn(func() error {
		for {
			for e := range events {
				if e.Type == printer.EventSlip || e.Type == printer.EventPaperLoaded {
					if err := o.write(l.Printer); err != nil {
						return err
					}
				}
			}
			err := o.write(l.Printer) // what came off last
			if events = l.Printer.Subscribe(l.ctx); err != nil || l.ctx.Err() != nil {
				return err
			}
		}
	})
	return nil
}

// write adds what came off the printer since the last time. A slip that was thrown away meanwhile is left out.
func (o *out) write(p *printer.Printer) error {
	for _, s := range p.Slips() {
		if s.ID <= o.last || s.Ended == "open" || s.Ended == "at_bar" {
			continue
		}
		png, err := p.SlipPNG(s.ID)
		if errors.Is(err, printer.ErrNoSlip) {
			continue
		}
		if err != nil {
			return err
		}
		if o.next > outLimit {
			return fmt.Errorf("folder %s holds %d slips; give another one", o.dir, outLimit)
		}
		told, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("write a slip: %w", err)
		}
		name := filepath.Join(o.dir, fmt.Sprintf("slip-%06d", o.next))
		for kind, data := range map[string][]byte{".png": png, ".txt": []byte(asText(s)), ".json": append(told, '\n')} {
			if err := os.WriteFile(name+kind, data, 0o644); err != nil {
				return fmt.Errorf("write a slip: %w", err)
			}
		}
		o.next, o.last = o.next+1, s.ID
	}
	return nil
}

// asText is a slip's lines, then its codes, each on a line: [qr] data.
func asText(s printer.Slip) string {
	var b strings.Builder
	if s.Text != "" {
		b.WriteString(s.Text + "\n")
	}
	for _, c := range s.Codes {
		fmt.Fprintf(&b, "[%s] %s\n", c.Type, c.Data)
	}
	return b.String()
}
