// Command posterm is the firmware of a payment terminal: it runs on the board.
// It contains no emulator and no test mode; those are in poslab. Its verbs are in
// front/command, one file each.
package main

import (
	"os"

	"posterm/front/command"
)

func main() { os.Exit(command.Main()) }
