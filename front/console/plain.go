package console

import (
	"io"

	"posterm/txn"
)

// lineFace asks and tells line by line: on a pipe, a dumb terminal, or when a person wants it so.
type lineFace struct {
	in     io.Reader
	out    io.Writer
	lang   txn.Lang
	lines  *lines
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

func (f *lineFace) stoppable(func()) {}

func (f *lineFace) failure() error { return f.broken }

// write keeps the first error; after it nothing is written any more.
func (f *lineFace) write(text string) {
	if f.broken == nil {
		_, f.broken = io.WriteString(f.out, text)
	}
}
