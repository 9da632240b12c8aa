package labtest_test

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"posterm/emulator"
	"posterm/emulator/host"
	"posterm/emulator/labtest"
	"posterm/emulator/link"
	"posterm/emulator/printer"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// watched is a T that writes down what a test would have been told.
type watched struct {
	*testing.T
	said   []string
	ends   []func()
	failed bool
}

func (w *watched) Cleanup(f func())               { w.ends = append(w.ends, f) }
func (w *watched) Failed() bool                   { return w.failed }
func (w *watched) Logf(format string, a ...any)   { w.said = append(w.said, fmt.Sprintf(format, a...)) }
func (w *watched) Errorf(format string, a ...any) { w.failed = true; w.Logf(format, a...) }
func (w *watched) Fatalf(format string, a ...any) {
	w.Errorf(format, a...)
	runtime.Goexit()
}

// told runs a test that is to fail, and gives all that it was told.
func told(t *testing.T, test func(labtest.T)) string {
	t.Helper()
	w := &watched{T: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for i := len(w.ends); i > 0; i-- {
				w.ends[i-1]()
			}
		}()
		test(w)
	}()
	<-done
	require.True(t, w.failed, w.said)
	return strings.Join(w.said, "\n")
}

// everywhere runs a test with a lab on sockets, and in memory in a bubble.
func everywhere(t *testing.T, test func(*testing.T, *labtest.Lab)) {
	t.Run("sockets", func(t *testing.T) { test(t, labtest.Start(t)) })
	t.Run("memory", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) { test(t, labtest.Start(t, labtest.InMemory)) })
	})
}

func TestAForeignTerminal(t *testing.T) {
	everywhere(t, func(t *testing.T, lab *labtest.Lab) {
		lab.WantLedger()
		till := &till{host: lab.HostConn()}
		code, err := till.sell(12_34)
		require.NoError(t, err)
		require.Equal(t, "00", code)
		answered := lab.AwaitHost(t.Context(), host.Answered, func(e host.Event) bool { return e.Kind == "sale" })
		require.Equal(t, "000002", answered.Trace)
		lab.WantLedger("sale 12.34 approved")
		lab.WantBalance("B", "487.66")

		lab.HostFault(host.Fault{Name: "decline", Value: "61"})
		code, err = till.sell(1)
		require.NoError(t, err)
		require.Equal(t, "61", code)

		require.NoError(t, slip(lab.PrinterConn(), "SALE\nRMB 12.34\n", "a code"))
		s := lab.AwaitSlip(t.Context())
		lab.WantWhole(s)
		lab.WantText(s, "SALE", "RMB", "12.34")
		lab.WantQR(s, "a code")
		require.True(t, strings.HasPrefix(string(lab.PNG(s)), "\x89PNG"))
	})
}

// A minute without an answer is over at once in a bubble.
func TestALostAnswerInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := labtest.Start(t, labtest.InMemory)
		conn := lab.HostConn()
		till := &till{host: conn}
		require.NoError(t, till.signIn())
		lab.HostFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}})
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(time.Minute)))
		began := time.Now()
		_, err := till.sell(12_34)
		var late net.Error
		require.ErrorAs(t, err, &late)
		require.Equal(t, time.Minute, time.Since(began))
		lab.WantLedger("sale 12.34 approved")
	})
}

func TestLinesThatBreak(t *testing.T) {
	everywhere(t, func(t *testing.T, lab *labtest.Lab) {
		require.Same(t, lab.HostLine(), lab.HostLine())
		sells := func() error {
			conn, err := lab.Dial(t.Context(), "tcp", lab.HostLine().Address())
			require.NoError(t, err)
			defer conn.Close()
			return (&till{host: conn}).signIn()
		}
		require.NoError(t, sells())
		lab.HostLine().Be(link.Fault{Cut: link.CutIn, After: 20})
		require.Error(t, sells())
		lab.Heal()
		require.NoError(t, sells())

		conn, err := lab.Dial(t.Context(), "tcp", lab.PrinterLine().Address())
		require.NoError(t, err)
		require.NoError(t, slip(conn, "by a line\n", "x"))
		lab.WantText(lab.AwaitSlip(t.Context()), "by a line")
		require.NoError(t, conn.Close())
	})
}

// What came before somebody waits for it is not missed, and is given once, in whatever order it is asked for.
func TestEventsAreGivenOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, lab *labtest.Lab) {
		for _, paper := range []string{"out", "ok", "out", "ok"} {
			lab.PrinterFault(printer.Faults{Paper: &paper})
		}
		for range 2 {
			lab.Await(t.Context(), "printer.paper_loaded")
		}
		for range 2 {
			lab.Await(t.Context(), "printer.paper_out")
		}
		lab.Heal()
		for range 5 {
			lab.Await(t.Context(), "printer.faults")
		}
	})
	said := told(t, func(tt labtest.T) {
		lab := labtest.Start(tt, labtest.InMemory)
		lab.Patience = time.Millisecond
		lab.PrinterFault(printer.Faults{Paper: new("out")})
		lab.Await(context.Background(), "printer.paper_out")
		lab.Await(context.Background(), "printer.paper_out")
	})
	require.Contains(t, said, "for printer.paper_out, then: context deadline exceeded")
}

// Somebody who waits is woken by what comes later.
func TestAwaitIsWoken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lab := labtest.Start(t, labtest.InMemory)
		time.AfterFunc(9*time.Second, func() { lab.PrinterFault(printer.Faults{Paper: new("out")}) })
		began := time.Now()
		lab.Await(t.Context(), "printer.paper_out")
		require.Equal(t, 9*time.Second, time.Since(began))

		time.AfterFunc(time.Hour, lab.Heal)
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Hour)
		defer stop()
		lab.Await(ctx, "printer.paper_loaded")
	})
}

func TestWhatAFailureSays(t *testing.T) {
	for _, tt := range []struct {
		name string
		test func(*labtest.Lab)
		want []string
	}{
		{"no event", func(l *labtest.Lab) {
			_, _ = (&till{host: l.HostConn()}).sell(900_00)
			l.AwaitSlip(context.Background())
		}, []string{"waited 10s for printer.slip, then: context deadline exceeded\nwhat came and was not waited for:\n", "host.connected       connection 1 primary\n",
			"host.decided         connection 1 0200 sale 000001/000002 answer 51 available are 500.00", "what happened in the lab:\n"}},
		{"no such event", func(l *labtest.Lab) { l.Await(context.Background(), "printer.slipp") }, []string{`no event is called "printer.slipp"; there are host.connected, `, "printer.slip, "}},
		{"paper nobody cut", func(l *labtest.Lab) {
			l.HostFault(host.Fault{Name: "drop_response"})
			_, _ = l.PrinterConn().Write([]byte("SALE\nRMB 1.00\n"))
			l.AwaitSlip(context.Background())
		}, []string{"how the lab stands:\n    the printer is ready\n    in it, neither cut nor torn off:\n    | SALE\n    | RMB 1.00\n    1 of the fault drop_response waits for any message"}},
		{"bad match", func(l *labtest.Lab) { l.HostFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "200"}}) }, []string{`match: mti "200": want 4 digits`}},
		{"bad kind", func(l *labtest.Lab) {
			l.HostFault(host.Fault{Name: "drop_response", Match: host.Match{Kind: "sell"}})
		}, []string{`match: kind "sell": want one of sale, void, `}},
		{"lab ended", func(l *labtest.Lab) {
			_ = l.Close()
			l.Await(context.Background(), "host.answer")
		}, []string{"for host.answer, then: the lab ended"}},
		{"stopped", func(l *labtest.Lab) {
			ctx, stop := context.WithCancelCause(context.Background())
			stop(fmt.Errorf("enough of it"))
			l.Await(ctx, "host.answer")
		}, []string{"then: enough of it", "    nothing"}},
		{"ledger", func(l *labtest.Lab) {
			_, _ = (&till{host: l.HostConn()}).sell(5_00)
			l.WantLedger("void 5.00 approved", "sale 5.00 approved", "refund 1.00 approved")
		}, []string{"    - void 5.00 approved\n      sale 5.00 approved           000001/000002 terminal 00010001 card 622202******2345 answer 00\n    - refund 1.00 approved"}},
		{"balance", func(l *labtest.Lab) { l.WantBalance("A", "499.99") }, []string{"account A has 500.00, want 499.99\nthe ledger:\n    nothing"}},
		{"account", func(l *labtest.Lab) { l.WantBalance("Z", "1.00") }, []string{`there is no account "Z"; there are A, B, C`}},
		{"amount", func(l *labtest.Lab) { l.WantBalance("A", "a lot") }, []string{"WantBalance: ", "a lot"}},
		{"text", func(l *labtest.Lab) {
			_ = slip(l.PrinterConn(), "SALE\nRMB 12.34\n", "x")
			s := l.AwaitSlip(context.Background())
			l.WantText(s, "RMB", "SALE")
			l.WantQR(s, "y")
		}, []string{"slip 1 does not say \"SALE\" after \"RMB\":\n    | SALE\n    | RMB 12.34", "    - y\n    + x"}},
		{"half a slip", func(l *labtest.Lab) {
			l.PrinterFault(printer.Faults{PaperOutAfterRows: new(10)})
			_ = slip(l.PrinterConn(), strings.Repeat("line\n", 10), "x")
			l.Await(context.Background(), "printer.paper_out")
			l.Printer.LoadPaper()
			l.WantWhole(l.Printer.Slips()[0])
		}, []string{"slip 1 is not complete, ended by paper_out, good (density ", "    | line"}},
		{"no such fault", func(l *labtest.Lab) { l.HostFault(host.Fault{Name: "drop_respones"}) }, []string{`no fault is called "drop_respones"`}},
		{"bad fault", func(l *labtest.Lab) { l.PrinterFault(printer.Faults{Paper: new("torn")}) }, []string{`printer fault paper: "torn" is none of`}},
		{"unused", func(l *labtest.Lab) {
			l.HostFault(host.Fault{Name: "drop_response", Count: 3, Match: host.Match{MTI: "0400"}})
		}, []string{"3 of the fault drop_response for mti 0400 was met by no message"}},
		{"no picture", func(l *labtest.Lab) { l.PNG(printer.Slip{ID: 7}) }, []string{"no picture of slip 7"}},
		{"nobody there", func(l *labtest.Lab) {
			_ = l.Close()
			l.HostConn()
		}, []string{"no connection to the host: dial memory"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				said := told(t, func(w labtest.T) { tt.test(labtest.Start(w, labtest.InMemory)) })
				for _, want := range tt.want {
					require.Contains(t, said, want)
				}
			})
		})
	}
	require.Contains(t, told(t, func(w labtest.T) {
		labtest.Start(w, func(o *emulator.Options) { o.Profile = "esperanto" })
	}), "the lab did not start: ")
}

// The host that stops closes the connections itself: no terminal sent it anything malformed.
func TestTheEndIsNobodysFault(t *testing.T) {
	for range 20 {
		var wrong atomic.Int32
		lab := labtest.Start(t, func(o *emulator.Options) {
			o.OnEvent = func(e emulator.Event) {
				if e.Type == string(host.Malformed) {
					wrong.Add(1)
				}
			}
		})
		require.NoError(t, (&till{host: lab.HostConn()}).signIn())
		require.NoError(t, lab.Close())
		require.Zero(t, wrong.Load())
	}
}

// The newest events are kept, however many there are.
func TestManyEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := told(t, func(w labtest.T) {
			lab := labtest.Start(w, labtest.InMemory)
			for range 5000 {
				lab.PrinterFault(printer.Faults{AmbientC: new(20.0)})
				synctest.Wait()
			}
			lab.Await(context.Background(), "host.answer")
		})
		require.Contains(t, said, "(older events are forgotten)")
	})
}

// An option of the test's own that listens to events hears them, too.
func TestOptionsStay(t *testing.T) {
	heard := make(chan emulator.Event, 10)
	lab := labtest.Start(t, func(o *emulator.Options) { o.OnEvent = func(e emulator.Event) { heard <- e } })
	lab.PrinterFault(printer.Faults{Paper: new("out")})
	require.NotEmpty(t, (<-heard).Type)
	lab.Await(t.Context(), "printer.paper_out")
}
