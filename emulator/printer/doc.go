// Package printer is an ESC/POS thermal receipt printer in software: it takes bytes over TCP, a pseudo
// terminal or any io.ReadWriteCloser, and what comes out is paper one can look at.
//
// It is built from the public facts about such printers and shares no code with any driver, so that a
// misunderstanding in a driver cannot hide behind the same misunderstanding here.
//
// What it promises:
//
//  1. Bytes wait in a receive buffer of a real size. When it is full the printer stops reading: the TCP
//     window closes, a tty's writer blocks. Nothing is dropped, unless a serial host is to be held by a kind of
//     flow control that it has not switched on. At a set baud rate bytes take their time, both ways, and a host at
//     another rate is not understood.
//  2. Real-time commands (DLE EOT, DLE ENQ, DLE DC4) are executed when they arrive, also off-line, also
//     inside image data. Everything else is executed in order, and only while the printer is on-line.
//  3. A process id (GS ( H function 48) is answered when every row before it is on paper, never before
//     and never off-line. GS r is answered in order and never while the paper has ended.
//  4. When the paper ends, the line in work is finished, the printer goes off-line and keeps its buffers.
//     After a roll is loaded it prints the rest on the new roll. A power cut loses the buffers.
//  5. Every piece of paper is kept as dots and as the text and codes a reader would find on it.
//  6. How dark a dot is follows from its energy: voltage, pulse and the dots heated with it, against what the
//     paper asks for at its temperature. All in integers: the same bytes give the same grey everywhere.
//
// The interpreter, the mechanics, the head and the paper are pure: no clock, no goroutine, no I/O.
// Printer adds the lock, one goroutine, the ports and the events.
package printer

//go:generate go run ./gen -out ../../docs/images
