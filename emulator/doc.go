// Package emulator is the lab: the stand-ins for everything around a terminal,
// in one process. It joins the acquirer (package host) and the printer (package
// printer), lets them listen on real sockets and a real tty, and serves the
// admin API by which tests and people look at ledger and paper and break things.
//
//	lab, err := emulator.Start(ctx, emulator.Options{
//		Host: "127.0.0.1:0", PrinterTCP: "127.0.0.1:0", Admin: "127.0.0.1:0",
//	})
//	defer lab.Close()
//	lab.Addresses() // where they listen
//
// Nothing needs to listen: DialHost, OpenPrinter and Handler give the same
// things in memory.
//
// The admin API listens on the loopback only, answers only requests that name a
// loopback host, and refuses pages of other origins, so that no web page a
// developer happens to visit can drive the lab. The lab knows only test cards
// and test keys.
package emulator
