package console

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/front/operator"
	"posterm/txn"
)

// Nobody who is not signed in is sent to a menu, and whoever is locked is told once, with the way out.
func TestNoMenuIsPromisedAtTheDoor(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		var out bytes.Buffer
		c := config(newDevice(lang), strings.NewReader("01\n1\n2\n3\n01\n\n77777\n7777\n777\n01\n4\n5\nexit\n"), &out)
		staff := operator.Of(t.TempDir())
		c.Staff = &staff
		require.ErrorIs(t, Run(t.Context(), c), ErrExit)
		text := out.String()
		for _, menu := range []txn.Words{tooManyTries, timedOut, cancelled} {
			require.NotContains(t, text, menu.In(lang))
		}
		require.Contains(t, text, noEntry.In(lang))
		require.Contains(t, text, notEntered.In(lang))
		require.Equal(t, 1, strings.Count(text, "posterm operator reset 99"), text)
	}
}
