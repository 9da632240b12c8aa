package museum

// rollRoom: bugs in what the rows of the journal add up to.
var rollRoom = []Mutant{
	{
		Name: "duplicate-mark-missing", Seen: true, Rule: "6.3",
		Says: "Prints the second attempt as an original: one payment has two originals, and one of them can be handed in for a refund.",
		File: "journal/roll/copy.go", Find: `Marked: c.Begun() > 0}`,
		Replace: `Marked: c.Begun() > 1}`,
		By:      []Probe{{"roll", "^TestCopies$"}, {"machine", "MoneyAndPaper/^sale$"}},
	},
	{
		Name: "duplicate-mark-without-need", Rule: "6.3",
		Says: "Marks a slip as a duplicate although no byte of an earlier one left: the only paper there is does not count as proof.",
		File: "journal/roll/copy.go", Find: `		if t.End != NotBegun {`,
		Replace: `		if t.End != Nothing || t.Job > 0 {`,
		By:      []Probe{{"roll", "^TestCopies$"}},
	},
	{
		Name: "both-copies-share-one-attempt", Rule: "6.4",
		Says: "Counts attempts per slip and not per copy: the merchant's paper makes the cardholder's count as printed, and the customer gets none.",
		File: "journal/roll/txn.go", Find: `return c.Form == form && c.For == holder })`,
		Replace: `return c.Form == form })`,
		By:      []Probe{{"roll", "EachCopyHasItsOwnAttempts"}},
	},
	{
		Name: "parked-reversal-forgotten", Rule: "3.6",
		Says: "Lets go of a parked reversal: the fault slip is in a drawer, the terminal shows nothing, and nobody ever gives the money back.",
		File: "journal/roll/truth.go", Find: "\tcase InDoubt, Parked:\n\t\treturn t.Kind.Doubt() ",
		Replace: "\tcase InDoubt:\n\t\treturn t.Kind.Doubt() ",
		By:      []Probe{{"machine", "ParkedIsNeverForgotten"}},
	},
	{
		Name: "void-in-doubt-counts-as-voided", Rule: "3.7",
		Says: "Shows a sale as voided while its void is in doubt: the merchant hands money back by hand, then the void is reversed and the sale stands.",
		File: "journal/roll/truth.go", Find: "\tcase Approved:\n\t\treturn txn.MoneyVoided",
		Replace: "\tcase Approved, InDoubt, IntentMade:\n\t\treturn txn.MoneyVoided",
		By:      []Probe{{"machine", "Voidable|MoneyAndPaper/^sale,_void$"}},
	},
	{
		Name: "undone-void-leaves-the-sale-open", Rule: "3.4",
		Says: "Does not tell the sale that its parked void was undone after all: the bank pays the merchant, the terminal says that a person is needed.",
		File: "journal/roll/tie.go", Find: "\tcase txn.Undoes:\n",
		Replace: "\tcase txn.Undoes:\n\t\tif r.What == Reversed {\n\t\t\treturn t\n\t\t}\n",
		By:      []Probe{{"machine", "AVoidUndoneAfterAll"}},
	},
	{
		Name: "batch-adopted-silently", Rule: "4.1",
		Says: "Takes the host's batch number while transactions are open: half of the day's sales are in a batch that nobody settles.",
		File: "journal/roll/book.go", Find: `if b.Count == 0 && k.HostBatch != 0 && k.HostBatch != b.Batch {`,
		Replace: `if k.HostBatch != 0 && k.HostBatch != b.Batch {`,
		By:      []Probe{{"machine", "HostBatch"}},
	},
	{
		Name: "clock-moves-the-book-back", Rule: "hole 16",
		Says: "Takes the time of every row for the newest: a clock that fell back is believed after one row.",
		File: "journal/roll/book.go", Find: `if confirmed || r.At.After(b.At) {`,
		Replace: `if confirmed || r.At.After(b.At) || !r.At.IsZero() {`,
		By:      []Probe{{"machine", "Clock"}},
	},
	{
		Name: "last-is-the-first", Rule: "3.7",
		Says: "Never moves on to the newest transaction: the merchant asks about this customer and reads \"paid\" about another.",
		File: "journal/roll/book.go", Find: "\t\tb.Last = r.Txn\n",
		Replace: "\t\tif b.Last == 0 {\n\t\t\tb.Last = r.Txn\n\t\t}\n",
		By:      []Probe{{"terminal", "LastIsTheLast"}},
	},
	{
		Name: "paper-owed-is-dropped", Rule: "6.8",
		Says: "Forgets a slip that is owed when the next sale begins: the customer's proof of payment never comes and nobody is told.",
		File: "journal/roll/truth.go", Find: "\tfor _, c := range t.Copies {\n\t\tif c.Owed() {\n\t\t\treturn true\n\t\t}\n\t}\n\treturn t.Undecided()",
		Replace: "\treturn t.Undecided()",
		By:      []Probe{{"machine", "MoneyAndPaper/^sale,_sale,_void_of_the_first$"}},
	},
}
