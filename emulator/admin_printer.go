package emulator

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"posterm/emulator/printer"
)

// The calls about the printer and its paper.

func (l *Lab) getPrinter(http.ResponseWriter, *http.Request) (any, error) {
	return l.Printer.Status(), nil
}

func (l *Lab) getPrinterFaults(http.ResponseWriter, *http.Request) (any, error) {
	return l.Printer.Faults(), nil
}

func (l *Lab) setPrinterFaults(w http.ResponseWriter, r *http.Request) (any, error) {
	var f printer.Faults
	if err := readJSON(w, r, &f); err != nil {
		return nil, err
	}
	if err := l.Printer.SetFaults(f); err != nil {
		return nil, bad(err.Error())
	}
	return l.Printer.Status(), nil
}

func (l *Lab) clearPrinterFaults(http.ResponseWriter, *http.Request) (any, error) {
	l.Printer.ClearFaults()
	return l.Printer.Status(), nil
}

// atPrinter is a person doing something at the printer.
func (l *Lab) atPrinter(do func()) call {
	return func(_ http.ResponseWriter, r *http.Request) (any, error) {
		if err := noBody(r); err != nil {
			return nil, err
		}
		do()
		return l.Printer.Status(), nil
	}
}

// roll is all the paper there is, and how much there was before it.
type roll struct {
	Slips     []printer.Slip `json:"slips"`
	Forgotten int            `json:"forgotten"` // slips before the first of these: deleted, or too many
	// Since is when this printer began: nobody knows what was printed before, as a lab that
	// is started again has a new one.
	Since time.Time `json:"since"`
	// Taken are the finished slips that were just thrown away.
	Taken []printer.Slip `json:"taken,omitempty"`
}

func (l *Lab) getPaper(http.ResponseWriter, *http.Request) (any, error) {
	slips, forgotten := l.Printer.Paper()
	return roll{Slips: slips, Forgotten: forgotten, Since: l.since}, nil
}

func (l *Lab) deletePaper(http.ResponseWriter, *http.Request) (any, error) {
	taken := l.Printer.DeletePaper()
	slips, forgotten := l.Printer.Paper()
	return roll{slips, forgotten, l.since, taken}, nil
}

// getPicture serves roll.png and ID.png.
func (l *Lab) getPicture(w http.ResponseWriter, r *http.Request) (any, error) {
	png, err := l.picture(r.PathValue("picture"))
	if err != nil {
		return nil, err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(png)
	return nil, nil
}

func (l *Lab) picture(name string) ([]byte, error) {
	if name == "roll.png" {
		return l.Printer.RollPNG()
	}
	number, isPNG := strings.CutSuffix(name, ".png")
	id, err := strconv.Atoi(number)
	if !isPNG || err != nil {
		return nil, refusal(http.StatusNotFound, "pictures are roll.png and ID.png with the id of a slip")
	}
	png, err := l.Printer.SlipPNG(id)
	if errors.Is(err, printer.ErrNoSlip) {
		return nil, refusal(http.StatusNotFound, fmt.Sprintf("there is no slip %d", id))
	}
	return png, err
}
