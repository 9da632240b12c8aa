package rig

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Call is one system call that strace saw. Begin and End count the lines of the
// trace: calls of other threads may lie between them.
type Call struct {
	Begin, End int
	Name       string   // "write"
	Args       []string // as strace wrote them, without the blanks around
	Result     string   // "834", "-1 EAGAIN (Resource temporarily unavailable)"; "?" when it never returned
}

// FD is what stands behind the first argument, a descriptor as option -yy shows
// it: "/data/journal.db-wal", "TCP:[127.0.0.1:40000->127.0.0.1:9100]".
func (c Call) FD() string {
	if len(c.Args) == 0 {
		return ""
	}
	_, rest, ok := strings.Cut(c.Args[0], "<")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(rest, ">")
}

// Failed says whether the call returned an error.
func (c Call) Failed() bool { return strings.HasPrefix(c.Result, "-1 ") }

// lineLimit bounds a line of a trace, in bytes. Chosen: strace cuts strings short.
const lineLimit = 1 << 20

// ReadTrace reads what `strace -f -yy -o FILE` wrote: a line per call, or two when
// a call of another thread came between,
//
//	31400 fdatasync(11</data/journal.db-wal> <unfinished ...>
//	31404 read(12<TCP:[...]>, "\x12", 256) = 1
//	31400 <... fdatasync resumed>)          = 0
//
// and gives the calls in the order in which they began. Signals and exits are left out.
func ReadTrace(r io.Reader) ([]Call, error) {
	t := trace{open: map[string]int{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, lineLimit)
	for n := 1; lines.Scan(); n++ {
		if err := t.line(n, lines.Text()); err != nil {
			return nil, fmt.Errorf("trace line %d: %w", n, err)
		}
	}
	return t.calls, lines.Err()
}

// trace is a trace half read.
type trace struct {
	calls   []Call
	partial []string       // what is known of each call's text
	open    map[string]int // thread: its unfinished call
}

func (t *trace) line(n int, text string) error {
	thread, rest, ok := strings.Cut(text, " ")
	if !ok {
		return fmt.Errorf("no process id in %q", text)
	}
	rest = strings.TrimLeft(rest, " ")
	switch {
	case strings.HasPrefix(rest, "+++"), strings.HasPrefix(rest, "---"):
		return nil
	case strings.HasPrefix(rest, "<... "):
		return t.resume(n, thread, rest)
	}
	t.calls = append(t.calls, Call{Begin: n, End: n, Result: "?"})
	i := len(t.calls) - 1
	if before, unfinished := strings.CutSuffix(rest, " <unfinished ...>"); unfinished {
		t.partial = append(t.partial, before)
		t.open[thread] = i
		return t.calls[i].parse(before + ") = ?")
	}
	t.partial = append(t.partial, "")
	return t.calls[i].parse(rest)
}

// resume ends the unfinished call of a thread.
func (t *trace) resume(n int, thread, text string) error {
	i, known := t.open[thread]
	_, rest, ok := strings.Cut(text, " resumed>")
	if !known || !ok {
		return fmt.Errorf("nothing of thread %s to resume in %q", thread, text)
	}
	delete(t.open, thread)
	t.calls[i].End = n
	return t.calls[i].parse(t.partial[i] + rest)
}

// parse takes "name(arg, arg) = result" apart.
func (c *Call) parse(text string) error {
	name, rest, ok := strings.Cut(text, "(")
	args, result, ended := cutLast(rest, " = ")
	args = strings.TrimRight(args, " ")
	if !ok || !ended || !strings.HasSuffix(args, ")") {
		return fmt.Errorf("not a call: %q", text)
	}
	c.Name, c.Args, c.Result = name, split(strings.TrimSuffix(args, ")")), strings.TrimSpace(result)
	return nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// split cuts arguments at the commas that stand outside of strings and brackets.
func split(s string) (args []string) {
	depth, quoted, start := 0, false, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case strings.IndexByte("[{(<", c) >= 0:
			depth++
		case c == '>' && i > 0 && s[i-1] == '-': // the arrow between two addresses
		case strings.IndexByte("]})>", c) >= 0:
			depth--
		case c == ',' && depth == 0:
			args = append(args, strings.TrimSpace(s[start:i]))
			start = i + 1
		}
	}
	if last := strings.TrimSpace(s[start:]); last != "" || len(args) > 0 {
		args = append(args, last)
	}
	return args
}
