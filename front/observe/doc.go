// Package observe watches over a running terminal: it counts what became durable, tells a monitoring
// system and a service manager how the terminal is, and decides nothing.
//
//	w := observe.New(observe.Config{...})
//	cfg.OpenRoll = ... w.Roll(journal) // counts rows once they are committed
//	link.Changed = w.Line              // counts answers and failures of the ways to the host
//	server, err := observe.Listen("127.0.0.1:9464", false, w)
//	w.Watch(terminal)
//	go w.Serve(ctx, notifier)          // tells systemd, as long as the loop answers
//
// Everything it says about the terminal it asks the terminal, as any door does, and waits for AnswerLimit
// at most: a loop that hangs shows as one that does not answer, everywhere.
//
// No card, amount, trace or text from outside ever becomes a label. What is in a label comes from a fixed
// list of this program or from the configuration.
package observe
