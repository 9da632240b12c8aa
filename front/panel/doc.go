// Package panel is the lab in a browser: a terminal's screen and keypad, cards to present, the paper as the
// head burns it, the host's ledger and accounts, the wire decoded, switches for everything that can go wrong, and
// a timeline that puts screen, wire, journal, ledger and paper side by side.
//
//	board := panel.NewBoard()
//	// the terminal is opened with board.Screen and board.Watch(roll), the lab with board.Lab
//	err := panel.Serve(ctx, listener, panel.Config{Board: board, Lab: lab, Terminal: till, ...})
//
// What holds:
//
//  1. Nothing is shown that is not durable: screens come from the loop behind their commits, journal lines behind
//     the commit that wrote them, verdicts from the journal.
//  2. There is one terminal: every browser sees the same screen, also what is being keyed. A PIN is seen by nobody;
//     it stands in this process only until it is in the PIN pad.
//  3. A browser fetches, nobody waits for it: each connection writes what is new since it last could. One that does
//     not read is dropped after writeTimeout and costs nobody else anything.
//  4. Only this machine is served: Host must name the loopback, pages of other origins are refused, and whatever
//     changes something needs the token that the page of this start carries.
//  5. A command with the same id is carried out once; its repetition gets the same answer.
//
// Routes (JSON; errors are {"error":{"code","zh","en"}}):
//
//	GET  /              the page, its modules and style beside it
//	GET  /api/events    server-sent events: hello, till, printer, host, journal, line, paper
//	POST /api/key       {"key":"sale"}: a key of the keypad, see Keys
//	POST /api/card      {"card":"A"}: a built-in card is presented
//	POST /api/order     {"id":"...","do":"sale","amount":"12.34","card":"A","pin":"123456"}: a whole command
//	*    /lab/v1/...    the lab's admin API, as emulator.Lab.Handler has it
//
// POST, PUT and DELETE need the header X-Posterm-Token.
package panel
