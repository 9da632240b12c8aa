package museum

// slipRoom: bugs of what stands on a slip.
var slipRoom = []Mutant{
	{
		Name: "declined-printed-as-approved", Rule: "hole 44",
		Says: "Lays out a purchase slip for whatever became of the sale: a declined customer walks out with a proof of payment.",
		File: "receipt/layout.go", Find: `case a.Form == txn.FormSlip && t.Is == roll.Approved:`,
		Replace: `case a.Form == txn.FormSlip && t.Is != roll.IntentMade:`,
		By:      []Probe{{"receipt", "NothingButAnApproval"}},
	},
	{
		Name: "goods-need-not-add-up", Rule: "6.1",
		Says: "Takes goods that come to less than what is charged: the slip lists one cup and the card pays for two.",
		File: "txn/goods.go", Find: `named && total != amount`,
		Replace: `named && total > amount`,
		By:      []Probe{{"txn", "TestGoodsMatchTheAmount"}},
	},
	{
		Name: "number-unmasked-on-the-slip", Seen: true, Rule: "4.5",
		Says: "Prints the whole card number on the merchant's copy: it lies in a drawer for years.",
		File: "receipt/value.go", Find: `masked := string(txn.PAN(in.Card).Masked())`,
		Replace: `masked := string(in.Card)`,
		By:      []Probe{{"receipt", "NoSlipSaysTooMuch"}},
	},
	{
		Name: "host-text-prints-card-numbers", Rule: "4.5",
		Says: "Prints the host's text as it came: a host that repeats the card number puts it on every slip.",
		File: "receipt/parts.go", Find: `if s = maskNumbers(printable(s)); s != "" {`,
		Replace: `if s = printable(s); s != "" {`,
		By:      []Probe{{"receipt", "NumbersInHostText"}, {"receipt", "NoSlipSaysTooMuch"}},
	},
	{
		Name: "mark-only-on-the-first-line", Rule: "6.3",
		Says: "Marks a duplicate at its head only: cut in two, its lower half is an original.",
		File: "receipt/layout.go", Find: "\tp.foot()\n\tp.duplicate()\n\treturn",
		Replace: "\tp.foot()\n\treturn",
		By:      []Probe{{"receipt", "MarksAreFirstAndLast"}},
	},
	{
		Name: "host-text-becomes-a-command", Rule: "6.11",
		Says: "Lets control bytes of foreign text reach the printer: a merchant's name opens the drawer or prints a second slip.",
		File: "receipt/width.go", Find: `case !unicode.IsPrint(r), unicode.Is(unicode.M, r), r == unicode.ReplacementChar:`,
		Replace: `case unicode.Is(unicode.M, r), r == unicode.ReplacementChar:`,
		By:      []Probe{{"printer", "NoTextBecomesACommand"}, {"receipt", "TextShowsWhatPaperCannotSay|^TestRows$"}},
	},
	{
		Name: "void-slip-without-a-minus", Rule: "6.1",
		Says: "Prints a void like a sale: the merchant's drawer shows money that went back.",
		File: "receipt/value.go", Find: `return toward(t.Kind, t.Intent.Amount).String()`,
		Replace: `return t.Intent.Amount.String()`,
		By:      []Probe{{"receipt", "Golden|AmountsShowWhereTheMoneyGoes"}},
	},
	{
		Name: "test-paper-looks-real", Rule: "6.1",
		Says: "Prints under the public test keys what looks like money: whoever shows such a slip walks out with the goods.",
		File: "receipt/layout.go", Find: `	p.test()
	switch {`,
		Replace: "\tswitch {",
		By:      []Probe{{"receipt", "ATestNeverLooksReal"}},
	},
	{
		Name: "reversed-completion-releases-the-hold", Rule: "6.1",
		Says: "Says of a reversed completion only that nobody was charged: the merchant takes the hold for gone and lets the guest go unpaid.",
		File: "receipt/fate.go", Find: `txn.Complete: take,`,
		Replace: `txn.Complete: charge,`,
		By:      []Probe{{"receipt", "UndoingMeansTheOpposite|Golden"}},
	},
	{
		Name: "settlement-rows-contradict-its-totals", Rule: "4.2",
		Says: "Prints what the kinds come to now under totals that were compared before: the merchant's own slip does not add up.",
		File: "receipt/settlement.go", Find: `if totalsOf(kinds) == all {`,
		Replace: `if len(kinds) > 0 {`,
		By:      []Probe{{"receipt", "DoesNotContradictItself"}},
	},
	{
		Name: "pin-slip-asks-for-no-signature-either-way", Rule: "6.1",
		Says: "Leaves the signature line out of a sale without PIN: the acquirer takes the money back at the first complaint.",
		File: "receipt/parts.go", Find: "\tcase in.PIN:\n",
		Replace: "\tcase in.PIN, in.Entry == txn.Swipe:\n",
		By:      []Probe{{"receipt", "WhoSigns"}},
	},
	{
		Name: "undecided-called-unpaid", Seen: true, Rule: "3.8",
		Says: "A reprint during a reversal says NOT PAID before anybody knows: the customer leaves with a proof that he owes nothing.",
		File: "receipt/fate.go", Find: `{txn.Words{ZH: "结果不明", EN: "NOT KNOWN"}, fixed(txn.Words{ZH: "正在冲正", EN: "BEING REVERSED"})}`,
		Replace: `{txn.Words{ZH: "正在冲正", EN: "BEING REVERSED"}, func(d deed) txn.Words { return d.yet }}`,
		By:      []Probe{{"receipt", "TestGoldenReceipts/in_doubt_zh"}},
	},
	{
		Name: "summary-of-another-slip-believed", Rule: "6.2",
		Says: "Believes every signature under a slip's code: whoever can draw a QR code has paid.",
		File: "receipt/summary/summary.go", Find: "!ed25519.Verify(key, []byte(signed), signature)",
		Replace: "!ed25519.Verify(key, []byte(signed), signature) && part[7] == \"0\"",
		By:      []Probe{{"summary", "EveryChangeIsFound"}},
	},
	{
		Name: "host-record-of-what-never-happened", Rule: "6.1",
		Says: "Prints a slip from the host's record of what the host reversed: a customer who got his money back holds a proof that he paid.",
		File: "txn/held.go", Find: "case HeldApproved, HeldVoided, HeldRefunded, HeldCompleted:",
		Replace: "case HeldApproved, HeldReversed, HeldVoided, HeldRefunded, HeldCompleted:",
		By:      []Probe{{"receipt", "NothingButAnApproval"}},
	},
}
