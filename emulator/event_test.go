package emulator

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
)

// TestEventTypesAreAll: no event is declared that the list, by which a misspelt one is refused, and the page do not have.
func TestEventTypesAreAll(t *testing.T) {
	read := func(file string) []byte {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		return text
	}
	var declared []string
	for _, m := range regexp.MustCompile(`(?m)^\t\w+ +EventType = "(host\.\w+)"`).FindAllSubmatch(read("host/event.go"), -1) {
		declared = append(declared, string(m[1]))
	}
	for _, m := range regexp.MustCompile(`(?m)^\tEvent\w+ += "(\w+)"`).FindAllSubmatch(read("printer/events.go"), -1) {
		declared = append(declared, "printer."+string(m[1]))
	}
	require.ElementsMatch(t, declared, EventTypes())
	page := read("../docs/lab.md")
	for _, kind := range EventTypes() {
		require.Contains(t, string(page), "`"+kind+"`")
	}
}

// TestThePageHasEveryFault: docs/lab.md says what each fault of the host does.
func TestThePageHasEveryFault(t *testing.T) {
	page, err := os.ReadFile("../docs/lab.md")
	require.NoError(t, err)
	for _, name := range host.FaultNames() {
		value := host.FaultValue(name)
		if value != "" {
			value = "`" + value + "`"
		}
		w := host.FaultWords(name)
		require.Contains(t, string(page), fmt.Sprintf("\n| `%s` | %s | %s %s |\n", name, value, w.ZH, w.EN))
	}
}
