// Package command is the command line of posterm (INTERFACE.md 1): one file per verb, and what a verb
// needs, from the configuration to the words at the end.
//
// It is a door like the menu: whoever types "posterm sale 12.34 --card A" gives the same order as
// whoever keys it, and is told the same truth. A verb that finds a terminal running reaches it by the
// socket in the data directory (package socket), and is carried out there.
//
//	code := command.Program{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}.Run(ctx, os.Args[1:])
//
// A program that holds a terminal and its surroundings in memory gives Edges, and has the whole
// terminal, menu included, without a socket.
package command
