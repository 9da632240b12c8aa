// Package labtest gives a test of any terminal an acquirer host and a receipt printer, as net/http/httptest gives a
// web client a server.
//
//	func TestSale(t *testing.T) {
//		lab := labtest.Start(t) // on free ports; ends with the test
//		lab.HostFault(host.Fault{Name: "drop_response", Match: host.Match{MTI: "0200"}})
//		till := mine.New(lab.HostAddr(), lab.PrinterAddr()) // "127.0.0.1:40123": whatever your terminal wants
//		till.Sell("12.34")
//		lab.AwaitHost(t.Context(), host.FaultUsed) // waits, and says what came instead
//		lab.WantLedger("sale 12.34 reversed")      // shows the difference
//	}
//
// With [InMemory] nothing listens on a socket: the terminal dials with [Lab.Dial], and the test may run in a bubble of
// testing/synctest, where a minute without an answer takes no time.
//
// Methods named Want tell a difference by Errorf and go on; all others end the test by Fatalf when they cannot do what
// they are for, and so belong in the test's own goroutine. A test that failed logs what happened in the lab. A host's
// fault that no message met fails the test that ordered it: it did not test what it says.
//
// Amounts are yuan with two decimals, as text: "12.34". Trace and batch numbers are six digits. Card numbers are masked
// wherever they are told. The host takes the test cards of package card (docs/cards.md) and wraps the keys of a sign-in
// under the public test key comms/keys.TestTMK.
//
// A change for Start sets whatever [emulator.Options] has: cards, the make of the printer, knobs of the host. With TLS the host
// takes nothing else, and the lab says what the terminal must trust:
//
//	lab := labtest.Start(t, func(o *emulator.Options) { o.TLS = t.TempDir() })
//	mine.New(lab.HostAddr(), lab.Addresses().TLS.CA) // a file, PEM; the certificate names 127.0.0.1
//
// For a lab in a process of its own, and for other languages, see "poslab up", package emulator/client and the
// folder examples.
package labtest
