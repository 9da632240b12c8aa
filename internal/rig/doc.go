// Package rig is a whole terminal with its stand-ins around it in one process,
// for benchmarks and for tests that want the real thing: the real loop, journal,
// link and printer driver, the real host and printer emulators, and sockets of
// the loopback between them.
//
//	r, err := rig.Start(ctx, rig.Options{Dir: dir})
//	view, err := rig.Sale(ctx, r.Terminal, 1234) // 12.34 yuan, and both slips are on paper
//	err = r.Close()
//
// It also reads what strace writes (ReadTrace), for tests that look at the
// program from outside.
package rig
