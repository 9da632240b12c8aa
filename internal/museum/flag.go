package museum

// flagRoom: bugs of what is told to be unusual.
var flagRoom = []Mutant{
	{
		Name: "flag-counts-equal-amounts-only", Seen: true, Rule: "3.14",
		Says: "Notices a card that comes again only when the amount is the same: whoever tries out a stolen card changes it by a fen and is not seen.",
		File: "journal/roll/flag.go", Find: "if o.Intent.Digest == t.Intent.Digest && t.At",
		Replace: "if o.Intent.Digest == t.Intent.Digest && o.Intent.Amount == t.Intent.Amount && t.At",
		By:      []Probe{{"roll", "^TestFlags$"}},
	},
	{
		Name: "flag-run-of-declines-never-ends", Rule: "3.14",
		Says: "Counts declines across approvals: by the evening every shop is told of fraud, and nobody reads it any more.",
		File: "journal/roll/flag.go", Find: "\t\tif t.Is != Declined {\n\t\t\tbreak\n\t\t}\n\t\tn++\n",
		Replace: "\t\tif t.Is == Declined {\n\t\t\tn++\n\t\t}\n",
		By:      []Probe{{"roll", "^TestFlags$"}},
	},
}
