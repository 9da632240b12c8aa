// Package link is what lies between two machines of the lab: the network itself, real or in memory, and
// lines that are as bad as lines are.
//
// A Network listens and dials. TCP is the machine's own. A Memory is one that exists only in the process:
// addresses look like host:port, bytes are buffered as by a socket, an address at which nobody listens
// refuses, and everything that waits on it waits as package testing/synctest wants it.
//
// A Line is a proxy that can be slow, break after so many bytes in either direction, or take everything and
// answer nothing.
package link
