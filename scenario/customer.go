package scenario

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/front/customer"
	"posterm/internal/config"
)

// faced is the display that faces the customer, in memory: every message is a line of the log, its two lines parted by " / ".
type faced struct{ w *world }

// open is the display's edge.
func (f faced) open() (io.WriteCloser, error) {
	if f.w.dark.Load() {
		return nil, errDark
	}
	return f, nil
}

// Write shows a message, while there is power.
func (f faced) Write(p []byte) (int, error) {
	if f.w.dark.Load() {
		return 0, errDark
	}
	return len(p), f.w.showed(p)
}

// What a display takes as commands: be as after power-on, and clear, which begins every message.
const (
	displayReset = "\x1b@"
	displayClear = "\x0c"
)

// showed keeps the messages that came.
func (w *world) showed(p []byte) error {
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(p)
	if err != nil {
		return err
	}
	for _, message := range strings.Split(strings.ReplaceAll(string(text), displayReset, ""), displayClear) {
		if message != "" {
			w.customer.add(strings.ReplaceAll(message, "\r\n", " / "))
		}
	}
	w.happened()
	return nil
}

// Close leaves the last message there.
func (f faced) Close() error { return nil }

// customerDisplay is the configuration's key.
const customerDisplay = "terminal.customer_display"

// hasDisplay says whether a configuration has one.
func hasDisplay(words string) (bool, error) {
	cfg, err := config.Parse("config", []byte(words))
	return err == nil && !customer.Off(cfg.Terminal.Customer), err
}

// facing puts our display where a real program's configuration has one: a pipe, so that no message is lost. A pipe takes a message
// as a whole, and gives it so.
func (w *world) facing(words string) (string, error) {
	if has, err := hasDisplay(words); err != nil || !has {
		return words, err
	}
	place := filepath.Join(w.dir, "customer")
	if err := syscall.Mkfifo(place, 0o600); err != nil {
		return words, err
	}
	pipe, err := os.OpenFile(place, os.O_RDWR|syscall.O_NONBLOCK, 0)
	if err != nil {
		return words, err
	}
	w.closers = append(w.closers, pipe.Close)
	go func() {
		some := make([]byte, pipeSize)
		for {
			n, err := pipe.Read(some)
			if err != nil {
				return // the story ended
			}
			_ = w.showed(some[:n]) // what cannot be read is not there
		}
	}()
	lines := strings.Split(words, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, customerDisplay+" = ") {
			lines[i] = fmt.Sprintf("%s = %q", customerDisplay, place)
		}
	}
	return strings.Join(lines, "\n"), nil
}

// pipeSize is what a pipe holds at most.
const pipeSize = 64 << 10

// errNoDisplay: what the customer saw is asked, and there is nothing to see it on.
var errNoDisplay = errors.New("there is no display that faces the customer: set " + customerDisplay + " under config to any place, /dev/display")

func readCustomer(n node) (look, error) {
	look, err := textsIn(n, func(s *sight) string {
		return strings.Join(s.play.world.customer.since(s.play.mark.customer), "\n")
	})
	return func(s *sight) (bool, string, error) {
		if !s.play.world.faced {
			return false, "", errNoDisplay
		}
		return look(s)
	}, err
}
