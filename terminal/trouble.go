package terminal

import (
	"errors"

	"posterm/comms"
	"posterm/comms/line"
	"posterm/terminal/machine"
	"posterm/txn"
)

// Trouble is why nothing could be sent: the name of a fault of the line, such as "refused" or
// "wrong_pin" (comms/line), or "unbuilt". Empty: nothing is known.
type Trouble string

// unbuilt: the message itself could not be made.
const unbuilt = "unbuilt"

var unbuiltWords = struct{ what, mend txn.Words }{
	txn.Words{ZH: "报文无法生成", EN: "the message could not be made"},
	txn.Words{ZH: "请联系服务人员", EN: "call service"},
}

// lineOf names what was wrong with the line, or with the message.
func lineOf(err error) string {
	var at *comms.ExchangeError
	if errors.As(err, &at) && at.Op == comms.OpBuild {
		return unbuilt
	}
	var told *line.Error
	if errors.As(err, &told) {
		return told.Fault.String()
	}
	return ""
}

// Words say what is wrong and what to do about it; known is false when nothing is known.
func (t Trouble) Words() (what, mend txn.Words, known bool) {
	if t == unbuilt {
		return unbuiltWords.what, unbuiltWords.mend, true
	}
	f, known := line.FaultNamed(string(t))
	return f.Words(), f.Mend(), known
}

// troubled notes what the command that is under way met on the line.
func (l *loop) troubled(e machine.Event) {
	switch e := e.(type) {
	case machine.NotSent:
		l.trouble = Trouble(e.Line)
	case machine.Keyed, machine.Answered, machine.NoAnswer:
		l.trouble = ""
	}
}
