package museum

// makeRoom: bugs of drawn slips, tear bars, cold paper and ports that know something.
var makeRoom = []Mutant{
	{
		Name: "dots-give-orders-to-the-printer", Seen: true, Rule: "6.5",
		Says: "Sends dots that read as DLE EOT or DLE DC4: the printer answers what nobody asked, or empties its buffers in the middle of a slip.",
		File: "printer/escpos/raster.go", Find: "\t\t\tout[i] = 0x18\n",
		Replace: "\t\t\tout[i] = 0x10\n",
		By:      []Probe{{"escpos", "DotsAreNoRealTimeCommand"}},
	},
	{
		Name: "raster-cut-short-swallows-the-next-slip", Seen: true, Rule: "6.7",
		Says: "Opens the port with too few NULs after a drawn slip that was cut short: the printer takes the question, and the next slip, for its dots.",
		File: "printer/session.go", Find: `escpos.Pad(dots)`,
		Replace: `escpos.Pad(0 * dots)`,
		By:      []Probe{{"printer", "ADrawnSlipCutShort"}},
	},
	{
		Name: "long-slip-called-stuck", Rule: "6.5",
		Says: "Takes a drawn slip on a slow line for one that stopped: every slip is called stalled and in two pieces, and its like is offered again.",
		File: "printer/session.go", Find: "\t\ts.stuckAt = time.Now().Add(answerLimit + s.flight.takes(paperSlow))\n",
		Replace: "\t\ts.stuckAt = s.stuckAt.Add(0)\n",
		By:      []Probe{{"printer", "ALongSlipIsNotStuck"}},
		Stuck:   true,
	},
	{
		Name: "slow-line-not-waited-for", Rule: "6.5",
		Says: "Counts the confirm timeout from when the kernel took a slip, and not from when a slow line sent it: what is being printed is called unconfirmed.",
		File: "printer/job.go", Find: `s.confirmWithin() + s.transit(c)`,
		Replace: `s.confirmWithin()`,
		By:      []Probe{{"printer", "TheLineIsGivenItsTime"}},
		Stuck:   true,
	},
	{
		Name: "tear-bar-not-reached", Rule: "6.2",
		Says: "Does not feed to the tear bar: the last lines stay in the printer and come out on the next customer's slip.",
		File: "printer/render.go", Find: "\t\tw.add(escpos.FeedDots(p.Feed))\n",
		Replace: "\t\tw.add(escpos.FeedDots(0))\n",
		By:      []Probe{{"printer", "TestMakes"}},
	},
	{
		Name: "cold-slip-says-nothing", Rule: "6.5",
		Says: "Prints on frozen paper as if it were warm: the slip is pale, called printed, and nobody looks at it until it is needed.",
		File: "printer/render.go", Find: "\tif style.Cold {\n",
		Replace: "\tif style.Cold && style.Torn {\n",
		By:      []Probe{{"printer", "ColdPaper|TestMakes"}},
	},
	{
		Name: "announced-slip-of-warmer-times", Rule: "6.5",
		Says: "Sends the slip that was rendered before it turned cold: ordinary heat, and no warning on it.",
		File: "printer/expect.go", Find: `d.style != style {`,
		Replace: `d.style.Torn != style.Torn {`,
		By:      []Probe{{"printer", "AnAnnouncedSlipWhenItTurnsCold"}},
	},
	{
		Name: "port-word-waited-for-without-limit", Rule: "6.8",
		Says: "Waits for what the kernel knows of a printer for as long as it takes: a silent printer is never called so.",
		File: "printer/word.go", Find: `time.Now().Add(wordLimit)`,
		Replace: `time.Now().Add(3600 * wordLimit)`,
		By:      []Probe{{"printer", "APortThatIsSlowToSay"}},
	},
	{
		Name: "unreadable-forgotten", Rule: "6.3",
		Says: "Forgets why a slip is printed again when the printer is not ready at once: nothing shows that the first one could not be read.",
		File: "terminal/machine/tray.go", Find: `For: c.For, Unreadable: slip.Attempt.Unreadable})`,
		Replace: `For: c.For})`,
		By:      []Probe{{"machine", "TestUnreadable"}},
	},
	{
		Name: "question-cut-short-eats-the-next", Seen: true, Rule: "6.7",
		Says: "Opens the port with its first question at once: after a line that broke within a question the printer takes its first byte for the missing one, and is called silent.",
		File: "printer/session.go", Find: "fill := escpos.EndOfQuestion\n",
		Replace: "fill := escpos.EndOfQuestion[:0]\n",
		By:      []Probe{{"program", "AQuestionThatWasCutShort"}},
	},
}
