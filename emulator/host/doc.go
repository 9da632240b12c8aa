// Package host is the acquirer of the lab: it answers terminals, its own and
// other people's, as a real host does, and is as unforgiving (PROTOCOL.md 4.9,
// 5, 6, 7; RULES.md 2 to 4).
//
// What it promises:
//
//  1. A request is decided under one lock, in the order of PROTOCOL.md 7: known
//     fields, duplicate 94, type 40, format 30, MAC A0, merchant 03, terminal 97
//     or 58, signed in 77, batch 77, permissions, lists, limits, original, issuer.
//     Requests about the same transaction are therefore never decided at the same time.
//  2. A decision that changes anything is one fact. The fact is durable (when
//     there is a ledger file) before the first byte of the answer leaves. Facts
//     that come together are made durable together.
//  3. State is what the facts add up to, at run time and after a restart: balances
//     and what is held of them, transactions, orders, batches, settlements, what the
//     issuer thinks of cards, the settlement date. Knobs and faults are no facts.
//  4. Requests refused before they were known to be authentic and expected (94,
//     40, 30, A0, 03, 97, 58 of a terminal, 77) leave no trace in the ledger.
//  5. Every answer to a request with money or a MAC is MACed once the terminal
//     has a session key, every 0410 included. One exception: A0 says that the two
//     sides do not share the key, so it carries no MAC; terminals believe it
//     without (RULES.md 2.3). Without a session key 77 has no MAC either.
//  6. A message that may come again (0220, 0500, 0320) is answered as the first time,
//     field for field, also after a restart; another one under its number is 94.
//  7. Whatever it does is told through Options.OnEvent, card numbers masked.
//
// What is somebody else's here: the chip's cryptogram is not verified, and the issuer's
// answer to it is made under a key of zeros; the host has no issuer's keys.
//
// It is wrong only on purpose: see Fault. Where real hosts differ, see Knobs. It holds test cards and test keys and
// must never be given others.
package host
