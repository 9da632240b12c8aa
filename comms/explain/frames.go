package explain

import (
	"errors"
	"fmt"

	"posterm/comms/frame"
	"posterm/comms/message"
)

// FrameLimit is how many frames of a capture are explained. Chosen: a terminal's day.
const FrameLimit = 1000

// stx is the byte that some lines put before every frame (PROTOCOL.md 1.5).
const stx = 0x02

// tpduStart begins every TPDU.
const tpduStart = 0x60

// Frames explains a capture: frames one after another, each with its length, or one frame
// alone without it (its first byte is 60, the first byte of a TPDU). An STX before a frame
// is passed over. Of a frame that is cut short everything is told that is there. Where the bytes stop making sense, what was understood so far is
// returned together with an error of type Flaw; there is always at least one Explanation.
func Frames(spec *message.Spec, input []byte) ([]Explanation, error) {
	var all []Explanation
	for at := 0; at < len(input) || all == nil; {
		if len(all) == FrameLimit {
			err := all[FrameLimit-1].fail(Flaw{Offset: at, Reason: fmt.Sprintf("more than %d frames: explain the rest by itself", FrameLimit)})
			return all, err
		}
		e, next, err := first(spec, input, at)
		all = append(all, e)
		if err != nil {
			return all, err
		}
		at = next
	}
	return all, nil
}

// first explains the frame at an offset and says where the next one begins.
func first(spec *message.Spec, input []byte, at int) (e Explanation, next int, err error) {
	format := spec.Profile().Frame
	start := at
	if hasSTX(format, input[at:]) {
		start++
	}
	rest := input[start:]
	if withoutLength(format, rest) {
		f, err := format.DecodePayload(rest)
		if err != nil {
			return broken(at, start, err)
		}
		e, err = one(spec, f, at, len(input)-len(f.Body))
		return e, len(input), err
	}
	f, behind, err := format.DecodeFirst(rest)
	if errors.Is(err, frame.ErrLengthMismatch) {
		e, err = cutShort(spec, input, at, start)
		return e, len(input), err
	}
	if err != nil {
		return broken(at, start, err)
	}
	next = len(input) - len(behind)
	e, err = one(spec, f, at, next-len(f.Body))
	return e, next, err
}

// cutShort explains what is there of a frame whose length announces more.
func cutShort(spec *message.Spec, input []byte, at, start int) (Explanation, error) {
	there := input[start:]
	part, missing, err := spec.Profile().Frame.DecodeCut(there)
	flaw := Flaw{Offset: len(input), Reason: fmt.Sprintf("the frame is cut short: %s of %d, %s missing", plural(len(there), "byte"), len(there)+missing, isOrAre(missing)), Missing: missing}
	if err != nil {
		e, _, _ := broken(at, start, err)
		e.Message, e.Errors = untitled.but(cut), []Flaw{flaw}
		return e, flaw
	}
	e, err := one(spec, part, at, len(input)-len(part.Body))
	if stop := (Flaw{}); errors.As(err, &stop) {
		flaw.Offset, flaw.Reason = stop.Offset, stop.Reason+"; "+flaw.Reason
	}
	e.Message, e.Errors = e.title.but(cut), []Flaw{flaw}
	return e, flaw
}

// isOrAre is "1 is", "2 are".
func isOrAre(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// broken is a frame of which nothing can be told.
func broken(at, start int, err error) (Explanation, int, error) {
	e := Explanation{Offset: at, Fields: Rows{}, Errors: []Flaw{}, Explained: []Item{}, Message: Words{"不是报文", "NOT A MESSAGE"}}
	if errors.Is(err, frame.ErrShort) {
		e.Message = untitled.but(cut)
	}
	return e, start, e.fail(Flaw{Offset: start, Reason: err.Error()})
}

// withoutLength: a TPDU begins with 60, and no frame is 6000 hex bytes long.
func withoutLength(f frame.Format, b []byte) bool {
	return !f.Bare && !f.Digits && len(b) > 0 && b[0] == tpduStart
}

// hasSTX: an STX stands before what looks like a frame, and taken for a part of the
// length it would leave no frame.
func hasSTX(f frame.Format, b []byte) bool {
	if len(b) < 2 || b[0] != stx {
		return false
	}
	if f.Digits {
		return true
	}
	behind := b[1:]
	if !f.Bare && withoutLength(f, behind) {
		return true
	}
	_, _, err := f.DecodeFirst(behind)
	_, _, plain := f.DecodeFirst(b)
	const lengthSize = 2
	short := errors.Is(err, frame.ErrLengthMismatch) && errors.Is(plain, frame.ErrLengthMismatch)
	if (err == nil || short) && !f.Bare && len(behind) > lengthSize {
		return behind[lengthSize] == tpduStart && b[lengthSize] != tpduStart
	}
	return err == nil && errors.Is(plain, frame.ErrLengthMismatch)
}

// IsFrames says whether the input is nothing but frames of the profile, one after another.
// The last may be cut short where its length is digits: then it has at least the 0 that the
// message type begins with, which tells it from the hex digits of such a frame.
func IsFrames(spec *message.Spec, input []byte) bool {
	const lengthSize = 4
	format := spec.Profile().Frame
	for len(input) > 0 {
		_, rest, err := format.DecodeFirst(input)
		if errors.Is(err, frame.ErrLengthMismatch) {
			return format.Digits && len(input) > lengthSize && input[lengthSize] == '0'
		}
		if err != nil {
			return false
		}
		input = rest
	}
	return true
}
