package labtest_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/labtest"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

// printing is the T of the examples: it prints. In your test, t is the test's own *testing.T.
type printing struct{ cleanups []func() }

func (p *printing) Helper()                           {}
func (p *printing) Failed() bool                      { return false }
func (p *printing) Cleanup(f func())                  { p.cleanups = append(p.cleanups, f) }
func (p *printing) Logf(format string, args ...any)   { fmt.Printf(format+"\n", args...) }
func (p *printing) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (p *printing) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// end does what a test does at its end.
func (p *printing) end() {
	for i := len(p.cleanups); i > 0; i-- {
		p.cleanups[i-1]()
	}
}

// A terminal sells and prints; the ledger, the account and the paper are asked. The terminal needs two addresses or two
// connections and nothing else.
func Example() {
	t := new(printing) // yours is the test's *testing.T, and needs no end
	defer t.end()

	lab := labtest.Start(t)
	till := &till{host: lab.HostConn()}
	code, err := till.sell(12_34)
	fmt.Println(code, err)
	err = slip(lab.PrinterConn(), "SALE\nRMB 12.34\n", "https://example.com/r?id=2")
	fmt.Println(err)

	lab.WantLedger("sale 12.34 approved")
	lab.WantBalance("B", "487.66")
	paper := lab.AwaitSlip(context.Background())
	lab.WantWhole(paper)
	lab.WantText(paper, "SALE", "12.34")
	lab.WantQR(paper, "https://example.com/r?id=2")
	fmt.Println(strings.HasPrefix(string(lab.PNG(paper)), "\x89PNG"))
	// Output:
	// 00 <nil>
	// <nil>
	// true
}

// What is not as wanted is shown line by line.
func ExampleLab_WantLedger() {
	t := new(printing)
	defer t.end()

	lab := labtest.Start(t)
	till := &till{host: lab.HostConn()}
	_, _ = till.sell(12_34)
	_, _ = till.sell(900_00) // more than is in the account
	lab.WantLedger("sale 12.34 approved", "sale 900.00 approved")
	// Output:
	// the ledger is not as wanted (- wanted, + there):
	//       sale 12.34 approved          000001/000002 terminal 00010001 card 622202******2345 answer 00
	//     - sale 900.00 approved
	//     + sale 900.00 declined         000001/000003 terminal 00010001 card 622202******2345 answer 51 available are 487.66
}

// The answer to the next sale is lost: the host has the money, and the terminal must find out.
func ExampleLab_HostFault() {
	t := new(printing)
	defer t.end()

	lab := labtest.Start(t)
	lab.HostFault(host.Fault{Name: "approve_then_close", Match: host.Match{MTI: "0200"}})
	till := &till{host: lab.HostConn()}
	_, err := till.sell(12_34)
	fmt.Println(err != nil)
	used := lab.AwaitHost(context.Background(), host.FaultUsed)
	fmt.Println(used.Fault, used.Trace)
	lab.WantLedger("sale 12.34 approved")
	// Output:
	// true
	// approve_then_close 000002
}

// The paper ends in the middle of a slip.
func ExampleLab_PrinterFault() {
	t := new(printing)
	defer t.end()

	lab := labtest.Start(t, func(o *emulator.Options) { o.Printer.SensorRows = -1 }) // stops where the paper ends
	lab.PrinterFault(printer.Faults{PaperOutAfterRows: new(40)})
	_, _ = lab.PrinterConn().Write([]byte("one\ntwo\nthree\n\x1dVA\x00"))
	lab.Await(context.Background(), "printer.paper_out")
	lab.Printer.LoadPaper()
	lab.AwaitSlip(context.Background())
	for _, piece := range lab.Printer.Slips() {
		fmt.Printf("%d %q %s, complete: %v\n", piece.ID, piece.Text, piece.Ended, piece.Complete)
	}
	// Output:
	// 1 "one" paper_out, complete: false
	// 2 "three" cut, complete: false
}

// The line breaks while the answer is under way.
func ExampleLab_HostLine() {
	t := new(printing)
	defer t.end()

	lab := labtest.Start(t, labtest.InMemory)
	line := lab.HostLine()
	line.Be(link.Fault{Cut: link.CutIn, After: 20})
	conn, err := lab.Dial(context.Background(), "tcp", line.Address())
	fmt.Println(err)
	till := &till{host: conn}
	fmt.Println(till.signIn())
	// Output:
	// <nil>
	// frame too short: frame ended after 18 of 121 bytes: unexpected EOF
}

// A wait that ends without what it waits for says what came instead.
func ExampleLab_Await() {
	t := new(printing)
	defer t.end()
	defer func() { // a *testing.T ends the test here
		first, came, _ := strings.Cut(fmt.Sprint(recover()), "\n")
		fmt.Println(first[strings.Index(first, "for"):])
		fmt.Println(strings.Contains(came, "printer.paper_out"))
	}()

	lab := labtest.Start(t, labtest.InMemory)
	lab.PrinterFault(printer.Faults{Paper: new("out")})
	ctx, stop := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer stop()
	lab.Await(ctx, "printer.paper_loaded")
	// Output:
	// for printer.paper_loaded, then: context deadline exceeded
	// true
}
