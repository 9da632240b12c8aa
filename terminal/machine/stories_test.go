package machine

import (
	"slices"

	"posterm/txn"
)

// story is what a merchant does, and what may go wrong meanwhile.
type story struct {
	name string
	budget
	atOnce    bool      // reversals leave as soon as the doubt arises, and at power-on
	timers    bool      // wallet orders are asked about while nobody gives a command
	paperless bool      // the printer has a story of its own
	onRequest bool      // the cardholder's copy is printed when it is asked for
	manual    bool      // a person signs in
	deep      bool      // only without -short
	trace     txn.Trace // used last
	batch     txn.Batch // open; 0: the first
	before    []act     // what went well before
	acts      []act
}

func faults(n int) budget { return budget{faults: n} }

func faultsAndCuts(n, cuts int) budget { return budget{faults: n, cuts: cuts} }

func faultsAndStops(n, stops int) budget { return budget{faults: n, stops: stops} }

// stories, shop by shop.
var stories = slices.Concat(saleStories, refundStories, holdStories, codeStories, walletStories, batchStories)

var saleStories = []story{
	{name: "sale", budget: faultsAndCuts(3, 1), acts: []act{loadPaper, key(txn.Sale)}},
	{name: "sale, cut twice", budget: faultsAndCuts(2, 2), deep: true, acts: []act{loadPaper, key(txn.Sale), loadPaper}},
	{name: "sale without printer at first", budget: faultsAndCuts(2, 1), acts: []act{key(txn.Sale), loadPaper, reprintLast}},
	{name: "sale, sale", budget: faultsAndCuts(2, 1), acts: []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{name: "sale, balance", budget: faultsAndCuts(2, 1), acts: []act{loadPaper, key(txn.Sale), key(txn.Balance)}},
	{name: "sale, void", budget: faultsAndCuts(2, 1), acts: []act{loadPaper, key(txn.Sale), voidLast}},
	{name: "sale, sale, void of the first", budget: faults(2), acts: []act{loadPaper, key(txn.Sale), key(txn.Sale), voidFirst}},
	{name: "sale, void, void", budget: faultsAndCuts(2, 1), deep: true, acts: []act{loadPaper, key(txn.Sale), voidLast, voidLast}},
	{name: "sale, reprint, sale", budget: faultsAndCuts(2, 1), deep: true, acts: []act{loadPaper, key(txn.Sale), reprintLast, key(txn.Sale)}},
	{name: "sale, sale, stopped anywhere", budget: faultsAndStops(2, 1), deep: true, acts: []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{name: "sale, void, stopped anywhere, cut", budget: budget{faults: 1, cuts: 1, stops: 1}, deep: true, acts: []act{loadPaper, key(txn.Sale), voidLast}},
	{name: "sale, sale, at once", budget: faultsAndCuts(2, 1), atOnce: true, deep: true, acts: []act{loadPaper, key(txn.Sale), key(txn.Sale)}},
	{name: "sale, void, at once, stopped anywhere", budget: faultsAndStops(1, 1), atOnce: true, acts: []act{loadPaper, key(txn.Sale), voidLast}},
	{name: "paper on request", budget: faultsAndCuts(3, 1), onRequest: true, acts: []act{loadPaper, key(txn.Sale), requestLast}},
	{name: "paper on request, asked for twice", budget: faultsAndCuts(2, 1), onRequest: true, acts: []act{loadPaper, key(txn.Sale), requestLast, requestLast}},
	{name: "paper on request after a void", budget: faultsAndCuts(1, 1), onRequest: true, acts: []act{loadPaper, key(txn.Sale), voidLast, requestFirst}},
	{name: "reprint without paper, void", budget: faultsAndCuts(1, 1), acts: []act{outOfPaper, key(txn.Sale), reprintLast, voidLast, reprintLast, loadPaper}},
	{name: "reversal refused for good", budget: faultsAndCuts(1, 1), acts: []act{
		loadPaper, answers("30", "30", "30", "30"), key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{name: "reversal refused, then done", budget: faults(2), acts: []act{loadPaper, answers("30"), key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{name: "reversal refused in all ways", budget: faultsAndCuts(1, 1), acts: []act{
		loadPaper, answers("A0", "30", "96", "30"), key(txn.Sale), key(txn.Balance), key(txn.Balance)}},
	{name: "void's reversal refused", budget: faults(1), acts: []act{
		loadPaper, key(txn.Sale), answers("30", "30", "30"), voidLast, key(txn.Balance), voidLast}},
}
