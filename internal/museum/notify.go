package museum

// notifyRoom: bugs of what others are told.
var notifyRoom = []Mutant{
	{
		Name: "customer-display-holds-the-till", Rule: "1.6",
		Says: "Waits until the display at the counter has taken a message: a cable that is pulled stops every sale.",
		File: "front/customer/display.go", Find: "\t\tdefault:\n\t\t}\n\t\tselect {\n\t\tcase <-d.queue:\n\t\tdefault:\n\t\t}\n",
		Replace: "\t\t}\n",
		By:      []Probe{{"customer", "TestADisplayThatHangsDelaysNobody|TestTheNewestIsKept"}},
		Stuck:   true,
	},
	{
		Name: "told-from-a-journal-that-failed", Rule: "hole 43",
		Says: "Tells what stands in the log although its sync failed: the shop hands over the goods, the power goes, and the sale is reversed.",
		File: "journal/outbox.go", Find: `if o.j.stopped != nil {`,
		Replace: `if o.j.stopped != nil && o.rows == 0 {`,
		By:      []Probe{{"journal", "NothingIsToldThatIsNotDurable"}},
	},
	{
		Name: "events-put-aside-without-the-commit", Rule: "hole 43",
		Says: "Forgets the events of a commit that also seals a card number or writes more than one row: an approval with its first slip is told to nobody.",
		File: "journal/commit.go", Find: `if err := j.outbox.take(rows); err != nil {`,
		Replace: `if err := j.outbox.take(rows[:len(rows)-len(rows)/2*2]); err != nil {`,
		By:      []Probe{{"journal", "TheOutboxHoldsWhatTheRollTells"}, {"disk", "TestStorage"}},
	},
	{
		Name: "money-dropped-at-the-limit", Rule: "hole 43",
		Says: "Drops the oldest events whatever they tell: after a week without a line the approvals are gone, and nobody misses them.",
		File: "journal/outbox.go", Find: `FROM outbox INDEXED BY outbox_droppable WHERE "+droppable+" ORDER BY seq LIMIT ?`,
		Replace: `FROM outbox ORDER BY seq LIMIT ?`,
		By:      []Probe{{"journal", "TheOutboxIsFull"}},
	},
	{
		Name: "event-tells-what-came-later", Rule: "hole 43",
		Says: "Tells an approval as it stands now: retried after a void, the same id first said approved and then voided, and the shop's books hold one of them.",
		File: "journal/outbox.go", Find: `if a.Seq <= r.Seq {`,
		Replace: `if a.Seq <= r.Seq || a.Orig == r.Txn {`,
		By:      []Probe{{"journal", "AnEventStaysWhatItWas"}},
	},
	{
		Name: "reversed-by-a-person-told-as-approved", Rule: "hole 43",
		Says: "Tells every decision of a person as an approval: the merchant waits for money that went back.",
		File: "journal/roll/event.go", Find: `case d.Stands:`,
		Replace: `case d.Stands || r.Kind.Reversible():`,
		By:      []Probe{{"roll", "WhatMoneyRowsTell|ApprovedIsTheLastWord"}},
	},
	{
		Name: "mark-in-the-middle-of-a-sale", Rule: "hole 43",
		Says: "Writes down a delivery while the host is asked: a disk that fails just then fails the customer's sale.",
		File: "terminal/outbox.go", Find: `(l.idle() || l.safe != nil)`,
		Replace: `(l.idle() || l.chores != nil)`,
		By:      []Probe{{"terminal", "MarksWaitForTheSale"}},
	},
	{
		Name: "forgotten-after-three-tries", Seen: true, Rule: "hole 43",
		Says: "Gives an event up for good after three tries: a router that restarts for a minute costs the shop a day of sales in its books.",
		File: "front/notify/deliver.go", Find: `case a.delivered:
		d.failures = 0`,
		Replace: `case a.delivered || n.Tries >= 2:
		d.failures = 0`,
		By: []Probe{{"notify", "^TestDelivery$|^TestBadReceivers$"}},
	},
	{
		Name: "gone-is-tried-again", Rule: "hole 43",
		Says: "Goes on after 410: a receiver that was given up is asked for years, by whoever owns the address now.",
		File: "front/notify/deliver.go", Find: `	case a.gone:
		d.Log`,
		Replace: `	case a.gone && n.Tries > 1000:
		d.Log`,
		By: []Probe{{"notify", "^TestGone$"}},
	},
	{
		Name: "redirect-followed", Seen: true, Rule: "hole 43",
		Says: "Follows a redirect: what is signed for one receiver goes to whatever address another one names.",
		File: "front/notify/post.go", Find: `CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },`,
		Replace: ``,
		By:      []Probe{{"notify", "^TestBadReceivers$"}},
	},
	{
		Name: "given-up-because-the-clock-jumped", Rule: "hole 43",
		Says: "Gives up by age alone: a terminal whose clock was in 2000 until its sign-in throws away the morning.",
		File: "front/notify/deliver.go", Find: `n.Tries+1 >= giveUpTries && `,
		Replace: ``,
		By:      []Probe{{"notify", "^TestTheClockJumps$"}},
	},
}
