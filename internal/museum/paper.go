package museum

// paperRoom: bugs of the printer that the laboratory plays. A printer that is kinder than real ones lets a driver's
// mistakes pass.
var paperRoom = []Mutant{
	{
		Name: "lab-printer-understands-any-rate", Rule: "6.5",
		Says: "Understands a host at another rate than its own: a terminal that is set wrongly looks well in every test.",
		File: "emulator/printer/ports.go", Find: `p.take(l, heard(chunk[:n], host.frame, p.frame(), []byte("?")))`,
		Replace: `p.take(l, chunk[:n])`,
		By:      []Probe{{"paper", "OtherRateIsGarbage"}},
	},
	{
		Name: "lab-printer-holds-every-host", Rule: "6.5",
		Says: "Holds hosts without flow control, too: a driver that overruns a printer loses nothing here, and half a slip at the merchant's.",
		File: "emulator/printer/flow.go", Find: `		return host.rtscts`,
		Replace: `		return true`,
		By:      []Probe{{"paper", "FlowControl"}},
	},
	{
		Name: "lab-printer-with-an-endless-roll", Rule: "6.6",
		Says: "Never ends the roll it was given: nobody sees what happens when the paper ends by itself.",
		File: "emulator/printer/roll.go", Find: "\tm.onRoll--\n",
		Replace: "",
		By:      []Probe{{"paper", "RollIsUsedUp"}},
	},
	{
		Name: "lab-printer-goes-on-by-itself", Rule: "6.6",
		Says: "Goes on after new paper where the model waits to be told: a driver that never tells it looks well.",
		File: "emulator/printer/condition.go", Find: `m.opt.RecoveryWait && m.paperStop()`,
		Replace: `false && m.paperStop()`,
		By:      []Probe{{"paper", "ModelThatWaitsAfterNewPaper"}},
	},
	{
		Name: "lab-printer-takes-a-page-for-printed", Rule: "6.5",
		Says: "Prints a page that was given up: paper for something that the host took back.",
		File: "emulator/printer/page.go", Find: "\tip.line.clear()\n\tip.left, ip.area, ip.align",
		Replace: "\tip.printPage(nil)\n\tip.left, ip.area, ip.align",
		By:      []Probe{{"paper", "PageMode"}},
	},
	{
		Name: "lab-printer-with-a-perfect-supply", Rule: "6.2",
		Says: "Gives the head its full voltage whatever the supply: slips that nobody can read are called good.",
		File: "emulator/printer/head.go", Find: `volts := nominalV * h.supply / 1000`,
		Replace: `volts := int64(nominalV)`,
		By:      []Probe{{"paper", "DensityFallsWithColdAndLowVoltage"}},
	},
	{
		Name: "lab-printer-never-too-hot", Rule: "6.5",
		Says: "Lets the head get as hot as it likes: a driver that cannot wait for one to cool looks well.",
		File: "emulator/printer/warmth.go", Find: "\t\tw.hot = true\n",
		Replace: "",
		By:      []Probe{{"paper", "AHotHeadStopsAndGoesOn"}},
	},
	{
		Name: "lab-printer-warms-the-paper", Rule: "6.2",
		Says: "Lets the paper be as warm as the head: the roll from a cold car, which a thermistor does not see, prints well.",
		File: "emulator/printer/head.go", Find: `return (3*h.block + 2*h.roll) / 5`,
		Replace: `return h.block`,
		By:      []Probe{{"paper", "ColdPaperUnderAWarmHead"}},
	},
}
