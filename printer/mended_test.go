package printer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

// TestAPersonsWordMakesItGoOn: a printer is told once, and only when it waits for that. Nobody tells it unasked.
func TestAPersonsWordMakesItGoOn(t *testing.T) {
	for _, tt := range []struct {
		name  string
		bits  [5]byte
		fault txn.Fault
		told  []byte
	}{
		{"cutter", [5]byte{0, 0x1A, 0x52, 0x1A, 0x12}, txn.FaultCutter, []byte{1}},
		{"waits after new paper", [5]byte{0, 0x3A, 0x12, 0x12, 0x12}, txn.FaultPaperOut, []byte{0}},
		{"no paper", [5]byte{0, 0x1A, 0x32, 0x12, 0x72}, txn.FaultPaperOut, nil},
		{"cover", [5]byte{0, 0x1A, 0x16, 0x12, 0x12}, txn.FaultCover, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				r := newRig(t, f)
				r.want(readyPrinted)
				r.do(func() { f.asb, f.bits = false, tt.bits })
				r.want(Down{tt.fault})
				told := func() (told []byte) {
					r.do(func() { told = append(told, f.told...) })
					return told
				}
				time.Sleep(time.Minute)
				require.Empty(t, told(), "nobody asked")
				r.Mended()
				time.Sleep(time.Minute)
				require.Equal(t, tt.told, told())
			})
		})
	}
}
