// Package office is the merchant's back office 商户后台 of the lab's acquirer: web pages
// that say what the acquirer knows of every transaction, up to "settled".
//
//	o, err := office.New(office.Options{Host: h, Paper: p, Now: time.Now})
//	mux.Handle("/office/", o.Handler())
//
// It shows and never moves anything: whoever wants to void or refund does so at the
// terminal. All it knows it reads from the host's ledger, the printer's paper, and what
// people upload of a terminal's journal (posterm journal export --format json).
//
// The pages are plain HTML in Chinese and English (?lang=en). They need no script, set no
// cookie, load nothing from elsewhere (CSP default-src 'self'), and print. A small module
// renews what is live as soon as the lab says that something happened; without it the
// page renews itself.
//
// Card numbers are shown as the ledger keeps them, masked; messages are masked by package
// explain; of an uploaded journal only members of a strict form are kept, and a number
// that is not masked is refused.
package office
