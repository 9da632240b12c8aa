package scenario

import (
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
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
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(p)
	if err != nil {
		return 0, err
	}
	lines := strings.TrimPrefix(strings.TrimPrefix(string(text), "\x1b@"), "\x0c")
	f.w.customer.add(strings.ReplaceAll(lines, "\r\n", " / "))
	f.w.happened()
	return len(p), nil
}

// Close leaves the last message there.
func (f faced) Close() error { return nil }

func readCustomer(n node) (look, error) {
	return textsIn(n, func(s *sight) string {
		return strings.Join(s.play.world.customer.since(s.play.mark.customer), "\n")
	})
}
