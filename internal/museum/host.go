package museum

// hostRoom: bugs of the host that the laboratory plays. A host that is wrong makes
// every proof about money worthless.
var hostRoom = []Mutant{
	{
		Name: "host-without-tombstone", Rule: "hole 7",
		Says: "Forgets a reversal of something it has not seen: the original that was only slow is approved afterwards.",
		File: "emulator/host/reversal.go", Find: `if !h.knobs.Reversal.NoTombstone {`,
		Replace: `if h.knobs.Reversal.NoTombstone && h.options.Ledger == "" {`,
		By:      []Probe{{"host", "ReversalOfTheUnknownLeavesATombstone"}},
	},
	{
		Name: "host-without-dedupe", Rule: "2.1",
		Says: "Does not look whether it has decided a request before: it is refused only by the ledger, with an answer that says nothing.",
		File: "emulator/host/check.go", Find: `if (r.msg.MTI == "0200" || r.msg.MTI == "0100") && h.book.byKey[r.key] != nil {`,
		Replace: `if r.msg.MTI == "0100" && h.book.byKey[r.key] != nil {`,
		By:      []Probe{{"host", "TheSameKeyIsDecidedOnce|SaleMovesMoneyOnce"}},
	},
	{
		Name: "host-credits-a-reversal-twice", Rule: "hole 9",
		Says: "Gives the money back once more for every repeat of a reversal: the bank pays the customer for having bought.",
		File: "emulator/host/book.go", Find: "\te.State = Reversed\n",
		Replace: "",
		By:      []Probe{{"host", "^TestReversal$"}},
	},
	{
		Name: "host-reverses-another-amount", Rule: "3.5",
		Says: "Does not compare the amount of a reversal with its original's: a garbled reversal gives back what was never paid.",
		File: "emulator/host/reversal.go", Find: `case e.asked() != r.amount:`,
		Replace: `case e.asked() < r.amount:`,
		By:      []Probe{{"host", "ReversalIsRefused"}},
	},
	{
		Name: "host-keeps-a-void-that-was-reversed", Rule: "hole 28",
		Says: "Leaves the sale voided when its void was reversed: the merchant is not paid for what he sold.",
		File: "emulator/host/move.go", Find: "\t\tc.of.State = c.to\n",
		Replace: "\t\tif c.from != Voided {\n\t\t\tc.of.State = c.to\n\t\t}\n",
		By:      []Probe{{"host", "ReversalOfAVoidRestoresTheSale"}},
	},
	{
		Name: "host-voids-twice", Rule: "3.7",
		Says: "Approves a second void of one sale: the customer is paid back twice.",
		File: "emulator/host/move.go", Find: "\t\tc.of.State = c.to\n",
		Replace: "\t\tif c.to != Voided {\n\t\t\tc.of.State = c.to\n\t\t}\n",
		By:      []Probe{{"host", "VoidIsRefused|^TestVoid$"}},
	},
	{
		Name: "host-does-not-check-the-mac", Rule: "2.3",
		Says: "Takes requests with a wrong MAC: whoever sits on the line charges cards in the merchant's name.",
		File: "emulator/host/check.go", Find: `case !r.session.mac.Verify(input, mac):`,
		Replace: `case !r.session.mac.Verify(input, mac) && len(mac) == 0:`,
		By:      []Probe{{"host", "^TestBadMAC$"}},
	},
	{
		Name: "host-answers-reversals-without-mac", Rule: "2.3",
		Says: "Leaves the MAC out of the 0410: the terminal cannot believe it, and the reversal is owed for ever.",
		File: "emulator/host/answer.go", Find: `if r.carriesMAC() && !d.bare {`,
		Replace: `if r.carriesMAC() && !d.bare && !r.reversal() {`,
		By:      []Probe{{"host", "^TestReversal$"}},
	},
	{
		Name: "host-answers-before-the-ledger-is-durable", Rule: "hole 18",
		Says: "Approves although its ledger could not be written: after a restart the sale never was, and the merchant is not paid.",
		File: "emulator/host/host.go", Find: "\t\td = refuse(\"96\", 0, \"%v\", err)\n",
		Replace: "\t\td.reason = err.Error()\n",
		By:      []Probe{{"host", "ALedgerThatCannotBeWrittenDecidesNothing"}},
	},
	{
		Name: "host-believes-a-torn-line", Rule: "hole 21",
		Says: "Leaves half a line in its ledger after a crash: the next line is glued to it and the ledger cannot be read.",
		File: "emulator/host/store.go", Find: "\tif err := s.file.Truncate(s.size); err != nil {\n\t\treturn err\n\t}\n\t_, err := s.file.Seek(s.size, io.SeekStart)",
		Replace: "\t_, err := s.file.Seek(0, io.SeekEnd)",
		By:      []Probe{{"host", "ATornLineNeverCounted|ALedgerThatCannotBeWritten"}},
	},
	{
		Name: "host-overdraws-the-card", Rule: "2.2",
		Says: "Approves more than is on the card: the bank pays and never sees the money again.",
		File: "emulator/host/issuer.go", Find: `case available >= r.amount:`,
		Replace: `case available >= 0:`,
		By:      []Probe{{"host", "IssuerDeclines"}},
	},
	{
		Name: "host-forgives-wrong-pins", Rule: "7",
		Says: "Counts no wrong PINs: a stolen card is tried ten thousand times.",
		File: "emulator/host/issuer.go", Find: `if acct.wrongPINs++; acct.wrongPINs == pinTries {`,
		Replace: `if acct.wrongPINs == pinTries {`,
		By:      []Probe{{"host", "PINTries"}},
	},
	{
		Name: "host-takes-any-terminal", Rule: "4.4",
		Says: "Does not look whether a terminal is registered: a stolen key and an invented number are enough to charge cards.",
		File: "emulator/host/check.go", Find: `case len(h.options.Terminals) > 0 && !registered:`,
		Replace: `case len(h.options.Terminals) > 0 && !registered && merchant != "":`,
		By:      []Probe{{"host", "RegisteredTerminalsOnly"}},
	},
	{
		Name: "host-takes-another-batch", Rule: "4.2",
		Says: "Takes a sale of a batch that is not open: it is in no settlement, and nobody is paid.",
		File: "emulator/host/check.go", Find: `r.key.Batch != current {`,
		Replace: `r.key.Batch < current {`,
		By:      []Probe{{"host", ""}},
	},
}
