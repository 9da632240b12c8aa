package museum

// reversalRoom: bugs in what an answer to a reversal means, and in what is owed.
var reversalRoom = []Mutant{
	{
		Name: "reversal-cleared-by-any-answer", Seen: true, Rule: "3.3",
		Says: "Takes any answer to a reversal for its end: the host said \"format error\", and the customer stays charged.",
		File: "reversal/reversal.go", Find: `case o.Code.EndsReversal():`,
		Replace: `case o.Code != "":`,
		By:      []Probe{{"reversal", ""}, {"machine", "MoneyAndPaper/^reversal_refused,_then_done$"}},
	},
	{
		Name: "reversal-cleared-by-an-unauthentic-answer", Rule: "3.1",
		Says: "Lets an answer without a right MAC end a reversal: whoever sits on the line can keep every charge standing.",
		File: "reversal/reversal.go", Find: "\tcase !authentic, o.Code.Class() == txn.SignFirst:\n\t\treturn SignIn\n\tcase o.Code == \"25\"",
		Replace: "\tcase o.Code.Class() == txn.SignFirst:\n\t\treturn SignIn\n\tcase o.Code == \"25\"",
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "25-accepted-after-a-day-change", Rule: "3.4",
		Says: "Believes \"no such original\" the next day: the host has only forgotten the sale, and the customer stays charged.",
		File: "reversal/reversal.go", Find: `return t.Batch != b.Batch || today != day`,
		Replace: `return t.Batch != b.Batch && day != "" && today != ""`,
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "25-without-a-date-always-accepted", Rule: "3.4",
		Says: "Judges an answer without a date by the day of the sale, which is never another one: the host has only forgotten the sale, and the customer stays charged.",
		File: "reversal/reversal.go", Find: `day, today = txn.HostDate(t.At), txn.HostDate(at)`,
		Replace: `day, today = txn.HostDate(t.At), txn.HostDate(t.At)`,
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "25-accepted-after-a-batch-change", Rule: "3.4",
		Says: "Believes \"no such original\" after the batch was closed: the sale was settled, and the customer stays charged.",
		File: "reversal/reversal.go", Find: `return t.Batch != b.Batch || today != day`,
		Replace: `return today != day`,
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "25-on-the-word-of-the-clock", Rule: "3.4",
		Says: "Takes the day of the sale from the terminal's clock, which was a day fast: the host has only closed that day, and the customer stays charged.",
		File: "reversal/reversal.go", Find: `cmp.Or(t.Intent.HostDay, txn.HostDate(t.At))`,
		Replace: `cmp.Or("", txn.HostDate(t.At))`,
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "host-busy-counts-as-a-refusal", Rule: "3.3",
		Says: "Parks a reversal because the issuer was down for a minute: a person must settle what the next try would have.",
		File: "reversal/reversal.go", Find: "\tcase o.Code.Class() == txn.Transient:\n\t\treturn Later\n\t}\n",
		Replace: "\t}\n",
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "parked-at-the-first-refusal", Rule: "3.3",
		Says: "Parks at once instead of after the refusals the rule counts: one garbled request at the host costs a telephone call each time.",
		File: "reversal/reversal.go", Find: `t.Refused+1 >= p.Attempts {`,
		Replace: `t.Refused+1 >= min(p.Attempts, 1) {`,
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "newest-reversal-first", Rule: "3.2",
		Says: "Delivers the newest reversal first: when the line is bad the oldest waits past the day on which the host can still undo it.",
		File: "reversal/reversal.go", Find: "\t\tfor _, t := range b.Txns {\n\t\t\tif owed(",
		Replace: "\t\tfor i := len(b.Txns) - 1; i >= 0; i-- {\n\t\t\tt := b.Txns[i]\n\t\t\tif owed(",
		By:      []Probe{{"reversal", ""}},
	},
	{
		Name: "declined-original-owes-for-ever", Rule: "3.4",
		Says: "Does not take 12, \"the original was declined\", for the end of a reversal: the terminal calls a person over money that never moved.",
		File: "txn/response.go", Find: `c == "00" || c == "12" || c == "25"`,
		Replace: `c == "00" || c == "25"`,
		By:      []Probe{{"txn", "WhatCodesMean"}, {"reversal", ""}},
	},
	{
		Name: "partial-approval-taken-as-full", Rule: "2.2",
		Says: "Takes code 10 for an approval of the whole amount: the slip says 100 yuan and the bank pays 60.",
		File: "txn/response.go", Find: `"10": {Partial,`,
		Replace: `"10": {Approved,`,
		By:      []Probe{{"txn", "WhatCodesMean"}, {"machine", "CodesThatDecideNothing"}},
	},
	{
		Name: "gate-skipped-for-balance", Rule: "3.2",
		Says: "Asks for a balance while a reversal is owed: the card shows money missing that is about to come back, and the reversal waits another day.",
		File: "txn/kind.go", Find: `{"余额查询", "BALANCE"}, false, Forgotten, true,`,
		Replace: `{"余额查询", "BALANCE"}, false, Forgotten, false,`,
		By:      []Probe{{"machine", "MoneyAndPaper/^sale,_balance$"}},
	},
}
