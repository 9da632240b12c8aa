package receipt

import "slices"

// Faint gives a slip that says that it may be faint: 字迹可能较淡. The line stands on top, but below
// the mark of a duplicate, which is the first line of its paper (RULES.md 6.3). The slip given is not changed.
func Faint(s Slip) Slip {
	at := 0
	if len(s.Lines) > 0 && s.Lines[0].Text == duplicateMark {
		at = 1
	}
	return Slip{Lines: slices.Insert(slices.Clone(s.Lines), at, Line{Text: faintMark, Align: Center, Bold: true})}
}
