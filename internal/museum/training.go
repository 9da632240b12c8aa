package museum

// trainingRoom: bugs of a terminal that people learn on.
var trainingRoom = []Mutant{
	{
		Name: "training-goes-on-with-the-journal-of-trade", Seen: true, Rule: "1.2",
		Says: "Opens whatever journal lies there: a lesson's sales stand among the day's, and the slip of a real one says that no money moved.",
		File: "terminal/training.go", Find: "if b.Training != l.cfg.Training {",
		Replace: "if b.Training && !l.cfg.Training {",
		By:      []Probe{{"program", "^TestTrainingIsApart$"}},
	},
	{
		Name: "trade-goes-on-with-the-journal-of-training", Rule: "1.2",
		Says: "Sells for money into the journal of a lesson: what was real is thrown away with the lesson.",
		File: "terminal/training.go", Find: "if b.Training != l.cfg.Training {",
		Replace: "if !b.Training && l.cfg.Training {",
		By:      []Probe{{"program", "^TestTrainingIsApart$"}},
	},
	{
		Name: "training-slip-without-its-mark-at-the-foot", Rule: "6.2",
		Says: "Marks a lesson's paper at its head alone: torn there, it is a proof of payment.",
		File: "receipt/layout.go", Find: "func (p *page) foot() {\n\tp.training()\n",
		Replace: "func (p *page) foot() {\n",
		By:      []Probe{{"receipt", "^TestTrainingIsMarked$"}},
	},
}
