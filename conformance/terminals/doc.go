// Package terminals examines somebody else's terminal with the lab's host: a list of cases that a terminal must survive,
// each with what makes it happen, and a verdict from what the host saw.
//
// Nothing of the terminal is looked into. A Driver makes it act: a person who is told what to do, or a command. The host
// then answers late, wrongly or not at all, and what the terminal sends next is held to RULES.md and PROTOCOL.md.
//
// The terminal may be any that signs in, sells, asks for a balance, voids and settles in the default profile. The cases run
// one after the other with one host, as a day of a shop does.
package terminals
