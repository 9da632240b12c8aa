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
// is passed over. Where the bytes stop making sense, what was understood so far is
// returned together with an error of type Flaw; there is always at least one Explanation.
func Frames(spec *message.Spec, input []byte) ([]Explanation, error) {
	var all []Explanation
	for at := 0; at < len(input) || all == nil; {
		if len(all) == FrameLimit {
			err := all[FrameLimit-1].fail(Flaw{at, fmt.Sprintf("more than %d frames: explain the rest by itself", FrameLimit)})
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
	if err != nil {
		return broken(at, start, err)
	}
	next = len(input) - len(behind)
	e, err = one(spec, f, at, next-len(f.Body))
	return e, next, err
}

// broken is a frame of which nothing can be told.
func broken(at, start int, err error) (Explanation, int, error) {
	e := Explanation{Offset: at, Fields: Rows{}, Errors: []Flaw{}, Explained: []Item{}}
	return e, start, e.fail(Flaw{start, err.Error()})
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
	if err == nil && !f.Bare {
		const lengthSize = 2
		return behind[lengthSize] == tpduStart && b[lengthSize] != tpduStart
	}
	_, _, plain := f.DecodeFirst(b)
	return err == nil && errors.Is(plain, frame.ErrLengthMismatch)
}

// IsFrames says whether the input is nothing but frames of the profile, one after another.
func IsFrames(spec *message.Spec, input []byte) bool {
	for len(input) > 0 {
		_, rest, err := spec.Profile().Frame.DecodeFirst(input)
		if err != nil {
			return false
		}
		input = rest
	}
	return true
}
