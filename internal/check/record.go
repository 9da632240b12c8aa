package check

import (
	"encoding/json"
	"fmt"
	"slices"

	"posterm/journal/roll"
	"posterm/txn"
)

// numbers: a trace number is used once in its batch.
func (c *checker) numbers() {
	used := map[txn.Ref]int{}
	for _, t := range c.txns {
		if used[refOf(t)]++; used[refOf(t)] == 2 {
			c.find(TraceTwice, refOf(t), "流水中有多笔", "several transactions of the roll")
		}
	}
}

// book: the terminal's Book is what its roll adds up to (RULES.md 1.2).
func (c *checker) book() {
	if c.Book == nil {
		return
	}
	believed, folded := members(*c.Book), members(roll.Fold(c.Rows))
	var names []string
	for name, value := range folded {
		if believed[name] != value {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		c.find(BookDiffers, txn.Ref{}, fmt.Sprintf("%s：终端 %s，流水 %s", name, believed[name], folded[name]),
			fmt.Sprintf("%s: terminal %s, roll %s", name, believed[name], folded[name]))
	}
}

// members gives a Book's members as JSON, so that times and empty lists compare by meaning.
func members(b roll.Book) map[string]string {
	raw, err := json.Marshal(b)
	if err != nil {
		return map[string]string{"error": err.Error()}
	}
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(raw, &parts); err != nil {
		return map[string]string{"error": err.Error()}
	}
	texts := map[string]string{}
	for name, part := range parts {
		if texts[name] = string(part); texts[name] == "null" {
			texts[name] = "[]"
		}
	}
	return texts
}
