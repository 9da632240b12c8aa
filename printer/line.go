package printer

import (
	"context"
	"io"
	"slices"

	"posterm/printer/escpos"
)

// input is one thing that came from the printer: a reply, or at last an error.
type input struct {
	reply escpos.Reply
	err   error
}

// chunk is bytes that are written in one piece. Claim is set for a slip.
type chunk struct {
	data  []byte
	claim *claim
}

// written is what became of a chunk.
type written struct {
	chunk
	n   int
	err error
}

// line is an open port with one goroutine that reads and one that writes, so
// that neither a printer that takes nothing nor one that says nothing can hold up
// the driver. Chunks leave in order, one at a time.
type line struct {
	port  Port
	in    chan input
	out   chan chunk
	wrote chan written
	moved chan struct{} // some of a long chunk was taken
	queue []chunk
	busy  bool // a chunk is with the writer
}

func openLine(ctx context.Context, port Port) *line {
	l := &line{port: port, in: make(chan input, 16), out: make(chan chunk, 1), wrote: make(chan written, 1), moved: make(chan struct{}, 1)}
	go l.read(ctx)
	go l.write()
	return l
}

// close ends both goroutines at once.
func (l *line) close() {
	l.port.Close()
	close(l.out)
}

// read hands on replies in order and ends with an error.
func (l *line) read(ctx context.Context) {
	hand := func(i input) bool {
		select {
		case l.in <- i:
			return true
		case <-ctx.Done():
			return false
		}
	}
	var split escpos.Splitter
	buf := make([]byte, 256)
	for {
		n, err := l.port.Read(buf)
		for _, r := range split.Feed(buf[:n]) {
			if !hand(input{reply: r}) {
				return
			}
		}
		if err == nil && n == 0 {
			err = io.ErrUnexpectedEOF // a port that is gone gives nothing at once, for ever
		}
		if err != nil {
			hand(input{err: err})
			return
		}
	}
}

func (l *line) write() {
	for c := range l.out {
		n, err := l.whole(c.data)
		l.wrote <- written{c, n, err}
	}
}

// share is how much of a chunk is written at once. Chosen: what a line of 9600 baud takes in
// two seconds, less than answerLimit; a slip of text is shorter.
const share = 2048

// whole writes bytes, and tells on the way that the line moves: a slip of dots may take a minute.
func (l *line) whole(data []byte) (n int, err error) {
	for {
		some, err := l.port.Write(data[n:min(n+share, len(data))])
		if n += some; err != nil || n == len(data) {
			return n, err
		}
		select {
		case l.moved <- struct{}{}:
		default:
		}
	}
}

// send queues a chunk.
func (l *line) send(c chunk) {
	l.queue = append(l.queue, c)
	l.pump()
}

// holds says whether a slip is still queued, so that no byte of it has left.
func (l *line) holds(c *claim) bool {
	return slices.ContainsFunc(l.queue, func(q chunk) bool { return q.claim == c })
}

// pump gives the writer the next chunk when it is free.
func (l *line) pump() {
	if l.busy || len(l.queue) == 0 {
		return
	}
	l.out <- l.queue[0]
	l.queue, l.busy = l.queue[1:], true
}
