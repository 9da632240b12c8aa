package console

import (
	"io"
	"strings"

	"posterm/txn"
)

// lineFace asks and tells line by line: on a pipe, a dumb terminal, or when a person wants it so.
type lineFace struct {
	in     io.Reader
	out    io.Writer
	lang   txn.Lang
	lines  *lines
	qr     drawQR
	tty    bool  // a person sits at in, and it shows nothing of what they type
	broken error // why nothing can be written any more
}

func (f *lineFace) offer(branch *item) { f.tell("\n" + branch.text(f.lang)) }

// put asks. On a tty an answer is what was typed after the question: stray keys and
// pasted lines answer nothing.
func (f *lineFace) put(q question) <-chan line {
	if f.tty {
		flush(f.in)
	}
	f.write(q.prompt.In(f.lang))
	if f.broken == nil {
		f.lines.wanted <- struct{}{}
	}
	return f.lines.got
}

// heard ends the line, whose end nobody saw, with what may be seen of the answer.
func (f *lineFace) heard(q question, text string) {
	if f.tty {
		f.write(q.seen(text))
	}
	f.write("\n")
}

func (f *lineFace) tell(text string) { f.write(text + "\n") }

func (f *lineFace) note(text string) { f.tell(text) }

func (f *lineFace) shout(text string) {
	if f.lang == txn.Chinese {
		f.tell("【" + text + "】")
		return
	}
	f.tell("[" + text + "]")
}

func (f *lineFace) meanwhile(q question, text string) {
	f.write("\n" + text + "\n" + q.prompt.In(f.lang))
}

func (f *lineFace) fresh() {}

func (f *lineFace) passes() bool { return false }

func (f *lineFace) stoppable(func()) {}

func (f *lineFace) failure() error { return f.broken }

// write keeps the first error; after it nothing is written any more.
func (f *lineFace) write(text string) {
	if f.broken == nil {
		_, f.broken = io.WriteString(f.out, text)
	}
}

func (f *lineFace) page(texts []tellMsg) {
	for _, t := range texts {
		switch {
		case t.code != "":
			f.code(t.code)
		case t.loud:
			f.shout(t.text)
		default:
			f.tell(t.text)
		}
	}
}

func (f *lineFace) stand(lines []string) {
	for _, line := range lines {
		f.tell(line)
	}
}

// renew tells what is new, once; what stands above cannot be taken back.
func (f *lineFace) renew(q question, now renewal) {
	if len(now.news) > 0 {
		f.meanwhile(q, strings.Join(now.news, "\n"))
	}
}

// code draws a QR code that fits the tty whole.
func (f *lineFace) code(text string) {
	columns, rows := sizeOf(f.out)
	if lines := f.qr(text, columns, rows-1); lines != nil {
		f.tell(strings.Join(lines, "\n"))
		return
	}
	f.tell(noRoomForCode.In(f.lang))
}
