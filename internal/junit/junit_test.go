package junit

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestWhatAReaderGets: numbers add up over suites, and what XML cannot hold is left out.
func TestWhatAReaderGets(t *testing.T) {
	var b strings.Builder
	require.NoError(t, Write(&b, "all", []Suite{
		{Name: "one", File: "one.yaml", Cases: []Case{
			{Name: "good", Class: "one", File: "one.yaml", Took: 1500 * time.Millisecond},
			{Name: "bad", Class: "one", Line: 7, Failed: "wanted <1>", Details: "a\x1bb"},
		}},
		{Name: "two", Cases: []Case{{Name: "left", Class: "two", Skipped: "not offered"}}},
	}))
	require.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="all" tests="3" failures="1" skipped="1" time="1.500">
  <testsuite name="one" file="one.yaml" tests="2" failures="1" skipped="0" time="1.500">
    <testcase name="good" classname="one" file="one.yaml" time="1.500"></testcase>
    <testcase name="bad" classname="one" line="7" time="0.000">
      <failure message="wanted &lt;1&gt;">ab</failure>
    </testcase>
  </testsuite>
  <testsuite name="two" tests="1" failures="0" skipped="1" time="0.000">
    <testcase name="left" classname="two" time="0.000">
      <skipped message="not offered"></skipped>
    </testcase>
  </testsuite>
</testsuites>
`, b.String())
}
