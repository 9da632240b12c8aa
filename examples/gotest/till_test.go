package till

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"posterm/emulator/host"
	"posterm/emulator/labtest"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// at is a till at a lab's addresses. A terminal that is another program would be given them as text.
func at(lab *labtest.Lab) *Till {
	return &Till{Dial: lab.Dial, Host: lab.HostAddr(), Printer: lab.PrinterAddr(), Patience: time.Minute}
}

func sells(t *testing.T, till *Till, fen int) {
	t.Helper()
	if code, err := till.Sell(t.Context(), fen); code != "00" || err != nil {
		t.Fatalf("sale answered %q, %v", code, err)
	}
}

func TestASaleAndItsSlip(t *testing.T) {
	lab := labtest.Start(t)
	sells(t, at(lab), 12_34)
	lab.WantLedger("sale 12.34 approved")
	lab.WantBalance("B", "487.66")
	slip := lab.AwaitSlip(t.Context())
	lab.WantWhole(slip)
	lab.WantText(slip, "SALE 000002", "RMB 12.34")
}

// The host books the sale and its answer is lost. The till waits for a minute, which takes no time here, and reverses.
func TestALostAnswerIsReversed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := labtest.Start(t, labtest.InMemory)
		lab.HostFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}})
		till := at(lab)
		if _, err := till.Sell(t.Context(), 12_34); !errors.Is(err, ErrUnknown) {
			t.Fatalf("want an unknown end, got %v", err)
		}
		lab.WantLedger("sale 12.34 reversed")
		sells(t, till, 5_00)
		lab.WantLedger("sale 12.34 reversed", "sale 5.00 approved")
		lab.WantBalance("B", "495.00")
	})
}

// The line breaks in the middle of the answer, and stays broken: the reversal is owed, and goes before the next sale.
func TestABrokenLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := labtest.Start(t, labtest.InMemory)
		till := at(lab)
		till.Host = lab.HostLine().Address()
		sells(t, till, 1_00)
		lab.HostLine().Be(link.Fault{Cut: link.CutIn, After: 20})
		if _, err := till.Sell(t.Context(), 2_00); !errors.Is(err, ErrUnknown) {
			t.Fatalf("want an unknown end, got %v", err)
		}
		lab.HostLine().Be(link.Fault{})
		sells(t, till, 3_00)
		lab.WantLedger("sale 1.00 approved", "sale 2.00 reversed", "sale 3.00 approved")
	})
}

func TestASaleThatIsDeclined(t *testing.T) {
	lab := labtest.Start(t)
	lab.HostFault(host.Fault{Name: "decline", Value: "61", Match: host.Match{Kind: "sale"}})
	if code, err := at(lab).Sell(t.Context(), 12_34); code != "61" || err != nil {
		t.Fatalf("sale answered %q, %v", code, err)
	}
	lab.AwaitHost(t.Context(), host.FaultUsed)
	lab.WantLedger("sale 12.34 declined")
	lab.WantBalance("B", "500.00")
}

// The paper is out before the slip: the printer takes its bytes and prints them when there is a roll again.
func TestNoPaper(t *testing.T) {
	lab := labtest.Start(t)
	lab.PrinterFault(printer.Faults{Paper: new("out")})
	sells(t, at(lab), 12_34)
	lab.Await(t.Context(), "printer.paper_out")
	lab.Printer.LoadPaper()
	lab.WantWhole(lab.AwaitSlip(t.Context()))
}
