package console

import "posterm/txn"

// face is how a person is asked and told: line by line, or on a whole screen. Menu and commands are the
// same on both.
type face interface {
	offer(branch *item)                // a menu is about to be chosen from
	put(q question) <-chan line        // puts a question; its one answer comes
	heard(q question, text string)     // what was answered, once it came
	tell(text string)                  // some lines
	note(text string)                  // a line that stays when fresh is called
	shout(text string)                 // a verdict, to be read from afar
	meanwhile(q question, text string) // lines while a question waits
	code(text string)                  // a text as a QR code, or in words why there is none
	passes() bool                      // what is told makes way for what is told later, a code too
	page(texts []tellMsg)              // lines that renew may tell anew
	stand(lines []string)              // how the terminal stands, for the question that comes
	renew(q question, now renewal)     // what changed while a question waits
	fresh()                            // what follows is a result: what was told on the way may go
	stoppable(stop func())             // the work under way can be cancelled by a person; nil: no longer
	failure() error                    // why nothing can be told any more
}

// manner is how a question is answered on a whole screen.
type manner uint8

const (
	asText   manner = iota // shown as it is typed, unless it could be a card
	asAmount               // digits shift in from the right: 1 2 3 4 is 12.34
	asSecret               // never shown
	asChoice               // an item of a menu
)

// question is one line to be answered.
type question struct {
	prompt  txn.Words
	keys    txn.Words // what a whole screen says instead; empty: the prompt
	manner  manner
	branch  *item                  // of a choice
	plain   func(text string) bool // answers that a person may see; nil: none, as for cards and PINs
	blank   bool                   // an empty line is an answer; otherwise it cancels
	atDoor  bool                   // nobody is signed in: there is no menu to go back to
	patient bool                   // waits for ever; otherwise a screen gives up after dialogTime
}
