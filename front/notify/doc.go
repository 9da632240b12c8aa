// Package notify tells others what happened: it takes events out of the journal's outbox and
// posts each to one endpoint, as a Standard Webhook (docs/notifications.md).
//
// # What it promises
//
//  1. Every event of the outbox is delivered at least once, with the same id and the same
//     body every time. Delivered is what the receiver answered 2xx; that is written down
//     afterwards, so that a process that dies in between tells it once more.
//  2. It never waits in the terminal's way: it asks the loop for one event, posts it
//     elsewhere, and has its mark written when nobody waits.
//  3. What is not delivered is tried again after 5 s, 10 s, 20 s … up to an hour, somewhat
//     earlier or later by dice, or when the receiver wants it (Retry-After). While the
//     endpoint fails, one try at a time is made and not more often than every few minutes.
//     Count and time of the next try are in the journal.
//  4. After three days and 20 tries an event is parked, after 410 the endpoint is told
//     nothing more: both wait for a person, `posterm notify enable`.
//
// Events may come in another order than they happened, and more than once: the receiver
// knows them by their id.
package notify
