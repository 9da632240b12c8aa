// Package socket is the door by which other commands of the same user reach a terminal that
// runs: a unix socket in the data directory, mode 0600.
//
// A command that finds it hands over its arguments; the running terminal carries them out, and
// what it would have read, written and returned by itself travels over the line, so that a
// script cannot tell the difference. One connection is one command.
//
// # Frames
//
// One byte of kind, four of length (most significant first), at most 64 KiB of content.
//
//	caller → terminal   r  the Request, JSON; first, and once
//	                    i  some of the caller's standard input, which was asked for; empty: its end
//	                    c  stop: the command is cancelled as by Ctrl-C
//	terminal → caller   n  standard input is wanted
//	                    o  for standard output
//	                    e  for standard error
//	                    x  the exit code, one byte; last
//
// Example, "posterm echo" that is answered at once (hex):
//
//	72 00000036 7B2276657273696F6E223A31 ...   {"version":1,"args":["echo"],"dir":"/home/pos"}
//	6F 0000001C 4563686F ...                   output
//	78 00000001 00                             exit code 0
//
// Who says nothing for 5 s after it came is told so and sent away; of more than 64 who have said nothing, the oldest
// is, at once. They take no room from the 16 commands that may be under way.
//
// A caller that hangs up cancels its command: what was not sent never is, and what was sent is
// waited for and recorded as ever.
package socket
