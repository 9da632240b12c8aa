package console

import (
	"errors"

	"posterm/internal/cause"
	"posterm/internal/strict"
	"posterm/txn"
)

// seeLog stands for a cause that has no words.
var seeLog = txn.Words{ZH: "详情见日志", EN: "the log says more"}

// causeOf says in a few words why something failed.
func causeOf(err error) txn.Words {
	if words, known := cause.Of(err); known {
		return words
	}
	if at := (*strict.Error)(nil); errors.As(err, &at) && at.Line > 0 {
		return filled(lineIsWrong, at.Line)
	}
	return seeLog
}

// because is a text with the cause in its place, and notes the error itself in the log.
func (m *menu) because(w txn.Words, err error) txn.Words {
	m.Log.Warn().Err(err).Msg("the menu told of a failure")
	why := causeOf(err)
	return txn.Words{ZH: filled(w, why.ZH).ZH, EN: filled(w, why.EN).EN}
}
