// Package card is cards as the terminal meets them: card files, the built-in
// test cards, keyed numbers, a swipe typed by a keyboard-wedge reader, and the
// software PIN pad.
//
// A card reaches the rest of the terminal as a txn.Card. A PIN never does: it
// stays in this package, which gives away only PIN blocks. No error of this
// package repeats a card number, a track or a PIN.
package card
