package machine

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain collects garbage seldom: the worlds of the exhaustive runs are small and many.
func TestMain(m *testing.M) {
	debug.SetGCPercent(800)
	os.Exit(m.Run())
}
