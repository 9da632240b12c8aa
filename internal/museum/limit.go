package museum

// limitRoom: bugs of the merchant's own limits.
var limitRoom = []Mutant{
	{
		Name: "limit-only-for-cards", Seen: true, Rule: "3.13",
		Says: "Holds the limit of one transaction against sales alone: the same cashier takes by code what the merchant forbids by card.",
		File: "terminal/machine/limit.go", Find: "\tcase k.Charges():\n\t\treturn l.Pay",
		Replace: "\tcase k == txn.Sale:\n\t\treturn l.Pay",
		By:      []Probe{{"machine", "^TestLimited$"}},
	},
	{
		Name: "settlement-begins-a-new-day", Rule: "3.13",
		Says: "Begins the day's sum anew with every batch: who settles at noon may take the day's limit twice.",
		File: "journal/roll/book.go", Find: "b.Batch, b.Used, b.Count, b.Totals = b.Batch.Next(), 0, 0, Frozen{}",
		Replace: "b.Batch, b.Used, b.Count, b.Totals, b.Today = b.Batch.Next(), 0, 0, Frozen{}, Today{}",
		By:      []Probe{{"roll", "^TestToday$"}},
	},
}
