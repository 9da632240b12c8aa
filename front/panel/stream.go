package panel

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"posterm/card"
	"posterm/emulator/printer"
)

// Limits of a browser's stream of events.
const (
	browserLimit = 16               // streams at a time; one more is refused
	writeTimeout = 5 * time.Second  // for each write; a browser that does not read is dropped then
	heartbeat    = 15 * time.Second // of a stream on which nothing happens
	piecesShown  = 10               // pieces of paper that a new browser gets
)

// hello is the first event: what does not change.
type hello struct {
	Start   string                      `json:"start"` // differs at every start: a page of another one reloads itself
	Lang    string                      `json:"lang"`
	Inks    [256][3]uint8               `json:"inks"`
	Cards   []trayCard                  `json:"cards"`
	Lines   int                         `json:"lines"` // of the timeline that are kept
	Legible map[printer.Legibility]Both `json:"legible"`
}

// trayCard is a card of the tray.
type trayCard struct {
	Name  string `json:"name"`
	Card  string `json:"card"` // masked
	Entry string `json:"entry"`
	Words Both   `json:"words"`
}

func tray() (cards []trayCard) {
	for _, def := range card.Builtin() {
		cards = append(cards, trayCard{def.Name, string(def.Card.PAN.Masked()), def.Card.Entry.String(), both(cardWords[def.Name])})
	}
	return cards
}

func legible() map[printer.Legibility]Both {
	all := map[printer.Legibility]Both{}
	for l, w := range legibility {
		all[l] = both(w)
	}
	return all
}

// reader is how far a browser has read.
type reader struct {
	*server
	w     http.ResponseWriter
	flush *http.ResponseController
	line  uint64
	seen  map[string]uint64
	paper printer.Place
}

// events streams everything to one browser.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	select {
	case s.browsers <- struct{}{}:
		defer func() { <-s.browsers }()
	default:
		w.Header().Set("Retry-After", "5")
		tooMany.write(w)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	b := &reader{server: s, w: w, flush: http.NewResponseController(w), seen: map[string]uint64{}, paper: s.cfg.Lab.Printer.Before(piecesShown)}
	_ = b.flush.SetReadDeadline(time.Time{}) // nothing more is read; a recorder of tests has no deadline
	if n, err := strconv.ParseUint(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		b.line = n
	}
	err := b.send("hello", hello{s.start, s.cfg.Lang.String(), printer.Inks(), tray(), lineLimit, legible()})
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for err == nil {
		lines, changed := s.cfg.Board.since(b.line)
		if err = b.news(lines); err != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			err = b.write(": alive\n\n")
		case <-changed:
			pause(r.Context(), frame)
		}
	}
}

// news sends what the browser has not seen.
func (b *reader) news(lines []Line) error {
	for _, topic := range topics {
		if s, is := b.gather.now.newer(topic, b.seen[topic]); is {
			b.seen[topic] = s.version
			if err := b.write(fmt.Sprintf("event: %s\ndata: %s\n\n", topic, s.data)); err != nil {
				return err
			}
		}
	}
	for _, l := range lines {
		data, err := json.Marshal(l)
		if err != nil {
			return err
		}
		if err := b.write(fmt.Sprintf("event: line\nid: %d\ndata: %s\n\n", l.Seq, data)); err != nil {
			return err
		}
		b.line = l.Seq
	}
	for {
		stretches, next := b.cfg.Lab.Printer.Since(b.paper)
		if len(stretches) == 0 {
			return nil
		}
		if err := b.send("paper", stretches); err != nil {
			return err
		}
		b.paper = next
	}
}

func (b *reader) send(event string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.write(fmt.Sprintf("event: %s\ndata: %s\n\n", event, data))
}

// write gives the browser its time, again for every event.
func (b *reader) write(text string) error {
	_ = b.flush.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := b.w.Write([]byte(text)); err != nil {
		return err
	}
	return b.flush.Flush()
}
