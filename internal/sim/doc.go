// Package sim is a world that attacks the terminal and then looks whether money,
// paper and record still agree.
//
// What is real: the terminal (its loop, machine, assertions, verdicts), the link and
// the messages (package comms, every byte and MAC), the acquirer (emulator/host, with
// its ledger and its faults), the slips (package receipt), the checker. What stands in:
// the line between the two, the printer with its driver, which does what the contract
// of package printer allows, and the disk: a roll in memory, or the real journal on a
// disk that exists only in memory (package simdisk). Driver, dots and journal are
// attacked by instruments of their own.
//
// A Fate decides everything that is left open: what the line loses, how the printer
// ends, what the merchant does, where the power goes. Two fates exist: one drawn from
// a seed, and one that walks through all possibilities. A world does one thing at a
// time, although a terminal has several goroutines: whoever wants to act waits until
// the terminal's loop has come to rest. So a seed always tells the same story, byte by
// byte, whatever the number of processors.
package sim
