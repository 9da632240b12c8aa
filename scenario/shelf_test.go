package scenario

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
	"posterm/emulator/printer"
)

// What the shelf of stories must hold at least.
const (
	leastStories = 60
	leastReal    = 12
)

var (
	twoLanguages = regexp.MustCompile(`^[^\p{Han}]*[a-z]{3}.*\p{Han}`)
	asksMoney    = regexp.MustCompile(`\b(accounts|ledger):`)
	asksPaper    = regexp.MustCompile(`\b(slips|paper|owed_slips):`)
)

// TestTheShelf: every story is named in both languages, says what it covers, and asks about the money and about the paper.
func TestTheShelf(t *testing.T) {
	all, err := Find([]string{stories})
	require.NoError(t, err)
	names, real := map[string]string{}, 0
	for _, s := range all {
		text, err := os.ReadFile(s.File)
		require.NoError(t, err)
		assert.Regexp(t, twoLanguages, s.Name, s.File)
		assert.Empty(t, names[s.Name], "%s has the name of %s", s.File, names[s.Name])
		assert.NotEmpty(t, s.Covers, s.File)
		assert.Regexp(t, asksMoney, string(text), s.File)
		assert.Regexp(t, asksPaper, string(text), s.File)
		if names[s.Name] = s.File; s.Real {
			real++
		}
	}
	assert.GreaterOrEqual(t, len(all), leastStories)
	assert.GreaterOrEqual(t, real, leastReal)
}

// TestNoFaultWithoutAStory: whatever a stand-in can do wrong, some story does.
func TestNoFaultWithoutAStory(t *testing.T) {
	all, err := Find([]string{stories})
	require.NoError(t, err)
	var told []byte
	for _, s := range all {
		text, err := os.ReadFile(s.File)
		require.NoError(t, err)
		told = append(told, text...)
	}
	notOurs := map[string]string{
		"drawer": "a drawer is no fault of a slip", "baud": "a story's printer is not on a serial line",
	}
	for _, name := range slices.Concat(host.FaultNames(), jsonNames(printer.Faults{}), climateKeys, []string{"deaf", "down", "delay", "cut"}) {
		if notOurs[name] == "" {
			assert.True(t, regexp.MustCompile(`\b`+name+`\b`).Match(told), name)
		}
	}
	for _, moment := range sortedKeys(moments) {
		assert.True(t, regexp.MustCompile(`\bat: `+moment+`\b`).Match(told), moment)
	}
}
