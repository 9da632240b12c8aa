package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/txn"
)

// A fault cannot be added without its words.
func TestEveryFaultHasWords(t *testing.T) {
	for _, name := range host.FaultNames() {
		w := host.FaultWords(name)
		require.NotContains(t, w.ZH, name)
		require.Regexp(t, `\p{Han}`, w.ZH, name)
		require.NotEmpty(t, w.EN)
		require.NotRegexp(t, `\p{Han}`, w.EN, name)
	}
	require.Equal(t, txn.Words{ZH: "no_fault", EN: "no_fault"}, host.FaultWords("no_fault"))
}
