package sim

import (
	"context"
	"runtime"
	"time"

	"posterm/journal/roll"
	"posterm/printer"
	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// waiting is what the terminal waits for besides answers and paper.
type waiting struct {
	alarm *alarm
	ended bool // no command is at the Desk
	timer bool // what is under way nobody asked for
	// giveUp cancels the command at the Desk, once.
	giveUp context.CancelFunc
	// visit is closed when the customer who is waited for has done something.
	visit chan struct{}
	// stopped is closed when somebody has switched the terminal off while a command waited.
	stopped chan struct{}
	// knocked is closed when a command that came while the timer asked has ended.
	knocked chan struct{}
}

// alarm is a time at which the terminal wants to be woken.
type alarm struct {
	due  time.Time
	ring chan time.Time // taken by the loop at once, or by nobody
}

// after is the terminal's clock for waiting: the world rings when it comes to it.
func (w *World) after(d time.Duration) <-chan time.Time {
	w.wait.alarm = &alarm{time.Unix(0, w.clock.Load()).Add(d), make(chan time.Time)}
	return w.wait.alarm.ring
}

// wake rings. The loop has heard it when wake returns.
func (w *World) wake(a *alarm) {
	if w.wait.alarm == a {
		w.wait.alarm = nil
	}
	if late := a.due.UnixNano() - w.clock.Load(); late > 0 {
		w.pass(time.Duration(late))
	}
	select {
	case a.ring <- time.Unix(0, w.clock.Load()):
	case <-w.term.Done():
	}
}

// timers wakes a terminal that nobody uses, when its time has come.
func (w *World) timers() {
	for a := w.wait.alarm; a != nil && !w.dead.Load() && a.due.UnixNano() <= w.clock.Load(); a = w.wait.alarm {
		w.wait.timer = true
		w.wake(a)
		w.settle()
		w.wait.timer = false
		if knocked := w.wait.knocked; knocked != nil {
			w.mark(Knocked)
			<-knocked
			w.wait.knocked = nil
			w.settle()
		}
	}
}

// What happens while a wallet payment waits for its customer.
const (
	confirms       = 1 + iota // the customer pays
	refuses                   // the customer says no
	givesUp                   // the cashier does not wait any longer
	another                   // another door gives a command
	leaves                    // somebody switches the terminal off
	prints                    // the printer goes on
	wants                     // somebody wants paper
	customerFaults = iota
)

// customer is who the terminal waits for, until it looks again.
func (w *World) customer(a *alarm, of roll.ID, visit chan struct{}) {
	defer close(visit)
	if w.rest(w.base) != nil {
		return
	}
	w.ctx = w.base // no exchange is under way
	if w.cut("while a customer decides") {
		w.wake(a)
		return
	}
	w.mark(WalletWaits)
	order := w.record.intents[of].Order
	switch w.fault(Customer, customerFaults) {
	case confirms:
		if _, err := w.host.ConfirmOrder(order, ""); err == nil {
			w.happened(merchant, "the customer confirms")
		}
	case refuses:
		if _, err := w.host.CancelOrder(order); err == nil {
			w.happened(merchant, "the customer refuses")
		}
	case givesUp:
		if w.cancels("waits no longer") {
			return // and the order is closed
		}
	case another:
		w.secondCommand(w.base)
	case leaves:
		if w.driver.job == nil {
			w.leaves()
			return
		}
	case prints:
		w.print()
	case wants:
		_, _ = w.term.Reprint(w.base, txn.Ref{}, txn.Merchant)
	}
	w.wake(a)
}

// cancels gives up the command at the Desk, if there is one that was not given up before.
func (w *World) cancels(how string) bool {
	cancel := w.wait.giveUp
	if w.wait.ended || cancel == nil {
		return false
	}
	w.happened(merchant, "%s", how)
	w.wait.giveUp = nil
	cancel()
	return true
}

// leaves switches the terminal off in good order, although a customer may still pay.
func (w *World) leaves() {
	w.happened(power, "switched off while a customer decides")
	w.mark(LeftWaiting)
	w.wait.stopped = make(chan struct{})
	defer close(w.wait.stopped)
	if err := w.term.Close(w.base); err != nil {
		w.violated("the terminal does not stop: %v", err)
	}
}

// do gives a command and waits for its end.
func (w *World) do(command func(context.Context) (terminal.Reply, error)) (terminal.Reply, error) {
	ctx, cancel := context.WithCancel(w.base)
	defer cancel()
	w.wait.ended, w.wait.giveUp = false, cancel
	reply, err := command(ctx)
	if visit := w.wait.visit; visit != nil {
		<-visit
	}
	if stopped := w.wait.stopped; stopped != nil {
		<-stopped
		w.Tally.Restarts++
		w.powerOn()
	}
	w.settle()
	w.wait.ended, w.wait.giveUp = true, nil
	return reply, err
}

// cancel gives up the command whose exchange is under way, and waits until the terminal
// has heard it: it looks at its clock then.
func (w *World) cancel() {
	seen := w.reads.Load()
	if !w.cancels("presses cancel") {
		return
	}
	w.mark(Cancelled)
	for w.reads.Load() == seen && w.ctx.Err() == nil {
		runtime.Gosched()
	}
	_ = w.rest(w.ctx)
}

// secondCommand is another door's while a command is at the Desk.
func (w *World) secondCommand(ctx context.Context) {
	w.mark(SecondDoor)
	order, _ := w.swipe(txn.Sale, 100)
	if w.wait.timer {
		w.knock(order)
		return
	}
	r, err := w.term.Do(ctx, order)
	if err == nil && r.Refusal != machine.RefusedBusy {
		w.violated("two commands at once: %s", r.Refusal)
	}
}

// knock gives a command while the terminal asks about orders by itself: it is let in, and
// the question is hung up.
func (w *World) knock(order terminal.Order) {
	if w.wait.knocked != nil {
		return
	}
	w.wait.knocked, w.wait.timer = make(chan struct{}), false
	w.happened(merchant, "%s %s, while the terminal asks about orders", order.Kind, order.Amount)
	go func(done chan struct{}) {
		defer close(done)
		_, _ = w.term.Do(w.base, order) // what became of it is looked at with the rest
	}(w.wait.knocked)
	<-w.ctx.Done()
}

// unwell is a printer that runs out of paper while nothing is printed.
func (w *World) unwell() {
	if d := w.driver; d != nil && d.opened && d.job == nil && w.device.stuck == nil && w.device.fault == txn.FaultNone {
		w.device.fault = txn.FaultPaperOut
		d.say(printer.Down{Fault: txn.FaultPaperOut})
	}
}
