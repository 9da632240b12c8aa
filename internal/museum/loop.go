package museum

// loopRoom: bugs of the loop, which commits, sends, shows and prints what the machine decided.
var loopRoom = []Mutant{
	{
		Name: "reversal-erased-when-the-answer-arrives", Seen: true, Rule: "3.1",
		Says: "Clears the stored reversal as soon as an answer is there and records the sale afterwards: a power cut between the two leaves a charge that nobody knows.",
		File: "terminal/loop.go", Find: "\tnext, effects := machine.Step(was, e)\n",
		Replace: `	if _, answered := e.(machine.Answered); answered && was.Desk == machine.Asking {
		t, _ := was.Book.Find(was.Live)
		gone := roll.Row{
			Seq: was.Book.Seq + 1, At: l.at().Time.UTC().Truncate(time.Microsecond), Batch: t.Batch, Txn: t.ID, Orig: t.Orig, Trace: t.Trace,
			Kind: t.Kind, What: roll.NotSent, Body: roll.Doubt{},
		}
		if err := l.commit(machine.Commit{Rows: []roll.Row{gone}}); err != nil {
			return l.failed(was, err)
		}
		was.Book = was.Book.Apply(gone)
	}
	next, effects := machine.Step(was, e)
`,
		By: []Probe{{"terminal", "UnrecordedApprovalIsReversed"}},
	},
	{
		Name: "commit-error-ignored", Rule: "hole 19",
		Says: "Logs that the disk refused a row and goes on: the request leaves without a reversal behind it, or an approval is shown that the next start knows nothing of.",
		File: "terminal/loop.go", Find: "\t\treturn fmt.Errorf(\"commit: %w\", err)\n",
		Replace: "\t\tl.cfg.Log.Error().Err(fmt.Errorf(\"commit: %w\", err)).Msg(\"row lost\")\n",
		By:      []Probe{{"terminal", "FailedIntentSendsNothing|UnrecordedApprovalIsReversed"}},
	},
	{
		Name: "sold-on-after-the-second-disk-error", Rule: "1.6",
		Says: "Opens the journal again and again on a failing disk and sells on in between: sooner or later an approval has no record.",
		File: "terminal/failure.go", Find: `if err != nil || l.failures > 1 {`,
		Replace: `if err != nil {`,
		By:      []Probe{{"terminal", "SecondFailureIsSafeMode|FullDiskIsSafeMode"}},
	},
	{
		Name: "exchange-goes-on-after-a-disk-error", Rule: "1.6",
		Says: "Reopens the journal without ending the exchange: the answer to the old sale is taken for that of the next one.",
		File: "terminal/failure.go", Find: "\tselect {\n\tcase <-l.results:\n\tdefault:\n\t}\n",
		Replace: "",
		By:      []Probe{{"terminal", "StaleResultIsNotTheNextAnswer"}},
	},
	{
		Name: "send-assertion-off", Rule: "1.6",
		Says: "Leaves the last guard before the line out of the shipped program: a later mistake sends money messages that no row stands behind.",
		File: "terminal/durable.go", Find: `	case !known:
		return fmt.Errorf("assertion: transaction %d is to be sent`,
		Replace: `	case known, !known:
		return nil
	case e.Of == 0:
		return fmt.Errorf("assertion: transaction %d is to be sent`,
		By: []Probe{{"terminal", "Assertions"}},
	},
	{
		Name: "print-assertion-off", Rule: "hole 44",
		Says: "Leaves the last guard before the paper out of the shipped program: a later mistake prints approvals that never were.",
		File: "terminal/durable.go", Find: `	if is != earned {`,
		Replace: `	if is != earned && is == roll.Nothing {`,
		By:      []Probe{{"terminal", "Assertions"}},
	},
	{
		Name: "reversal-with-a-new-trace", Rule: "3.2",
		Says: "Numbers the reversal like a new transaction: the host knows no such original, leaves a tombstone, and the charge stands.",
		File: "terminal/link.go", Find: "\tr := requestOf(t, e.As)\n",
		Replace: "\tr := requestOf(t, e.As)\n\tif e.As == txn.Reversal {\n\t\tr.Trace = l.st.Book.Trace.Next()\n\t}\n",
		By:      []Probe{{"terminal", "ReversalNamesItsOriginal"}},
	},
	{
		Name: "doubt-taken-as-not-sent", Seen: true, Rule: "2.4",
		Says: "Reads every error of the line as \"nothing was sent\": the host charged, the answer was lost, and no reversal is owed.",
		File: "terminal/link.go", Find: `if errors.Is(err, comms.ErrNotSent) {`,
		Replace: `if errors.Is(err, comms.ErrNotSent) || errors.Is(err, comms.ErrOutcomeUnknown) {`,
		By:      []Probe{{"terminal", "LostAnswerIsReversed"}},
	},
	{
		Name: "keys-without-check-values", Rule: "4.1",
		Says: "Calls new keys good without looking: a sign-in with a wrong master key ends in declines all day.",
		File: "terminal/link.go", Find: `e.KeysHold = err == nil && a.Batch != 0`,
		Replace: `e.KeysHold = err == nil || a.Batch != 0`,
		By:      []Probe{{"terminal", "KeysNeedABatchNumber"}},
	},
	{
		Name: "balance-of-a-previous-inquiry", Rule: "2.1",
		Says: "Shows the balance of the inquiry before when an answer brings none: one cardholder reads another one's balance.",
		File: "terminal/view.go", Find: "\tif t.Outcome.Balance != nil {\n",
		Replace: `	if t.Kind == txn.Balance && t.Outcome.Balance == nil {
		before, _ := l.roll.Txns(t.ID, 100)
		for _, b := range before {
			if t.Outcome.Balance == nil {
				t.Outcome.Balance = b.Outcome.Balance
			}
		}
	}
	if t.Outcome.Balance != nil {
`,
		By: []Probe{{"terminal", "ABalanceIsItsOwn"}},
	},
	{
		Name: "reprint-of-the-last-approved", Rule: "3.7",
		Says: "Reprints the last approved sale when the last one failed: the customer leaves with a slip for somebody else's payment.",
		File: "terminal/report.go", Find: "\tif id == 0 {\n",
		Replace: `	for _, t := range slices.Backward(l.st.Book.Txns) {
		if ref.Trace == 0 && t.ID == id && t.Is != roll.Approved {
			older, _ := l.roll.Txns(id, 100)
			for _, o := range slices.Backward(older) {
				if o.Is == roll.Approved && o.Kind.Moves() {
					id = o.ID
				}
			}
		}
	}
	if id == 0 {
`,
		By: []Probe{{"terminal", "LastIsTheLast"}},
	},
	{
		Name: "slip-lost-at-power-on", Rule: "6.7",
		Says: "Starts the driver without the jobs of the last run: a slip that comes out after the restart is printed a second time.",
		File: "terminal/paper.go", Find: `l.cfg.OpenPaper(l.roll.Nonce(), b.OpenJobs())`,
		Replace: `l.cfg.OpenPaper(l.roll.Nonce(), b.OpenJobs()[:0])`,
		By:      []Probe{{"terminal", "KnownJobsAfterARestart"}},
	},
	{
		Name: "pin-pad-keeps-the-pin", Rule: "7",
		Says: "Leaves the PIN in the pad's memory after the transaction: the next card may be charged with the PIN of the one before.",
		File: "terminal/order.go", Find: "\t\twant.Pad.Clear()\n",
		Replace: "\t\t_ = want.Pad\n",
		By:      []Probe{{"terminal", "ThePadIsAlwaysCleared"}},
	},
	{
		Name: "details-without-voids", Rule: "3.7",
		Says: "Leaves the voids out of the printed list: the merchant counts money in the drawer that went back.",
		File: "terminal/paper.go", Find: "txns, err := l.batch()\n",
		Replace: "all, err := l.batch()\n\t\tvar txns []roll.Txn\n\t\tfor _, t := range all {\n\t\t\tif t.Kind.Tie() != txn.Undoes {\n\t\t\t\ttxns = append(txns, t)\n\t\t\t}\n\t\t}\n",
		By:      []Probe{{"terminal", "TheListHasEveryTransaction"}},
	},
	{
		Name: "details-of-approvals-only", Rule: "3.7",
		Says: "Lists approvals only: a sale whose reversal waits for a person stands nowhere on paper, and the customer stays charged unseen.",
		File: "terminal/paper.go", Find: "txns, err := l.batch()\n",
		Replace: "all, err := l.batch()\n\t\tvar txns []roll.Txn\n\t\tfor _, t := range all {\n\t\t\tif t.Is == roll.Approved {\n\t\t\t\ttxns = append(txns, t)\n\t\t\t}\n\t\t}\n",
		By:      []Probe{{"terminal", "TheListHasEveryTransaction"}},
	},
	{
		Name: "details-pushed-out-by-inquiries", Rule: "3.7",
		Says: "Looks back as many rows as the batch has transactions of money: each balance inquiry pushes the oldest sale off the list.",
		File: "terminal/batch.go", Find: `l.roll.Txns(before, batchPage)`,
		Replace: `l.roll.Txns(before, l.st.Book.Count)`,
		By:      []Probe{{"terminal", "TheListHasEveryTransaction"}},
	},
	{
		Name: "details-counted-without-voids", Rule: "3.7",
		Says: "Prints a count that is not that of its own lines: the merchant looks for a slip that is not missing, or misses none that is.",
		File: "receipt/details.go", Find: `p.row(labelCount, fmt.Sprint(len(txns)))`,
		Replace: "brought := 0\n\tfor _, t := range txns {\n\t\tif t.Kind.BringsMoney() {\n\t\t\tbrought++\n\t\t}\n\t}\n\tp.row(labelCount, fmt.Sprint(brought))",
		By:      []Probe{{"terminal", "TheListHasEveryTransaction"}, {"receipt", "GoldenDetails"}},
	},
	{
		Name: "details-without-a-minus", Rule: "3.7",
		Says: "Lists a void like a sale: whoever adds the list up finds twice the money that went back.",
		File: "receipt/details.go", Find: `Right: signed(t)}`,
		Replace: `Right: t.Intent.Amount.String()}`,
		By:      []Probe{{"terminal", "TheListHasEveryTransaction"}, {"receipt", "GoldenDetails"}},
	},
}
