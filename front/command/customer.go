package command

import (
	"posterm/front/console"
	"posterm/front/customer"
	"posterm/terminal"
)

// faced is the display that faces the customer; nil: there is none.
func (a *app) faced(everybody *screens) *customer.Display {
	place := a.cfg.Terminal.Customer
	if customer.Off(place) {
		return nil
	}
	open := customer.Opener(place)
	if a.edges.OpenCustomer != nil {
		open = a.edges.OpenCustomer
	}
	d := customer.New(open, a.lang())
	everybody.listen(d.Show)
	return d
}

// facing lets the display show what the menu asks of a customer, and gives its end.
func facing(d *customer.Display, t *terminal.Terminal, c *console.Config) (end func()) {
	if d == nil {
		return func() {}
	}
	c.Customer = d
	d.Begin(t)
	return d.Close
}
