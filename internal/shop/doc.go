// Package shop runs the shipped programs as what they are: posterm and `poslab up`
// as processes of their own, with a data directory, a configuration file and the
// admin API between them. It is for tests that kill.
//
//	programs, err := shop.Build(ctx)
//	tally, err := programs.Everywhere(ctx, 1)                          // a kill at every system call that counts
//	tally, err := programs.AtRandom(ctx, shop.Random{Seed: 1, Kills: 100}) // kills and broken lines at drawn moments
//	tally, err := programs.Soak(ctx, shop.Soak{Seed: 1, Lasts: time.Minute})
//
// After every kill `posterm status` must tell the truth, as the host's ledger knows
// it; after the next online transaction nothing may be open any more; and ledger,
// journal, accounts and paper must agree (package internal/check).
//
// What it proves is that the death of the process loses nothing, at any moment. What
// the process handed to the kernel survives it, synced or not; that the syncs stand
// where they must is the matter of internal/simdisk.
package shop
