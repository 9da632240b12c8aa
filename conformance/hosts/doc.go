// Package hosts examines somebody else's acquirer host with the terminal's own side of the line: a terminal's messages are
// sent, spoiled where a case wants that, and what the host answers is held to PROTOCOL.md and RULES.md.
//
// It moves money of a test card at a test host: sales, voids, refunds, pre-authorisations and settlements of one terminal
// number, a few yuan each. What a case is about may be seen twice: in the answers, and in the balance of the card where the
// host tells it.
package hosts
