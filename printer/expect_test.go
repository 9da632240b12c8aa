package printer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/receipt"
	"posterm/txn"
)

// expect announces a job and lets the driver get ready for it.
func (r rig) expect(job uint64) {
	r.Expect(Job{job, testSlip()})
	synctest.Wait()
}

func TestAnExpectedSlipLeavesWithoutAnotherLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, newFake())
		r.want(readyPrinted)
		r.expect(1)
		r.quietlyOut() // nobody looks any more: the slip leaves
		r.print(1)
		r.want(Stalled{1, txn.FaultPaperOut})
		r.do(r.load)
		r.want(Printed{1, txn.GradePrinted, 2})
	})
}

func TestAnExpectedSlipDoesNotLeaveByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, newFake())
		r.want(readyPrinted)
		r.expect(1)
		pass(time.Minute)
		r.do(func() { require.Empty(t, r.text) })
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		r.do(func() { require.Equal(t, theSlip(t), r.text) })
	})
}

func TestAnExpectedSlipStaysWhereThePrinterIsUnwell(t *testing.T) {
	down, notBegun := Down{txn.FaultPaperOut}, NotBegun{1, txn.FaultPaperOut}
	for name, hurt := range map[string]func(r rig){
		"after, and it tells":     func(r rig) { r.expect(1); r.do(r.paperOut); r.want(down) },
		"after, and is looked at": func(r rig) { r.expect(1); r.quietlyOut(); pass(2 * idlePoll); r.want(down) },
		"another was expected":    func(r rig) { r.expect(2); r.quietlyOut() },
		"before, and it tells":    func(r rig) { r.do(r.paperOut); r.want(down); r.expect(1) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, newFake())
				r.want(readyPrinted)
				hurt(r)
				r.print(1)
				r.want(notBegun)
				r.do(func() { require.Empty(t, r.text) })
			})
		})
	}
}

// quietlyOut takes the paper out of a printer that tells nothing by itself.
func (r rig) quietlyOut() { r.do(func() { r.asb = false; r.paperOut() }) }

func TestAnotherSlipThanTheExpectedOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, newFake())
		r.want(readyPrinted)
		r.Expect(Job{7, receipt.Slip{Lines: []receipt.Line{{Text: "of another transaction"}}}})
		synctest.Wait()
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		r.do(func() { require.Equal(t, theSlip(t), r.text) })
	})
}

// TestTheSecondSlipIsLookedAtAnew: a look from before a slip says nothing about the next one.
func TestTheSecondSlipIsLookedAtAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, newFake())
		r.want(readyPrinted)
		r.expect(1)
		r.print(1)
		r.quietlyOutAfter(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		r.expect(2)
		r.want(Down{txn.FaultPaperOut})
		r.print(2)
		r.want(NotBegun{2, txn.FaultPaperOut})
	})
}

// quietlyOutAfter takes the paper out as soon as slips are cut off, before they are confirmed to anybody.
func (r rig) quietlyOutAfter(cuts int) {
	synctest.Wait() // the driver waits for somebody to read its event
	r.do(func() {
		require.Equal(r.t, cuts, r.cuts)
		r.asb = false
		r.paperOut()
	})
}
