package txn

// Sum is how many transactions there are and what they come to.
type Sum struct {
	Count  int `json:"count"`
	Amount Fen `json:"amount"` // fen
}

// Add counts one more.
func (s Sum) Add(amount Fen) Sum { return Sum{s.Count + 1, s.Amount + amount} }

// Totals are both sides of a batch, as settlement compares them.
type Totals struct {
	Debit  Sum `json:"debit"`
	Credit Sum `json:"credit"`
}

// Add counts an approved transaction on its side; kinds without one count nothing.
func (t Totals) Add(k Kind, amount Fen) Totals {
	switch k.Side() {
	case Debit:
		t.Debit = t.Debit.Add(amount)
	case Credit:
		t.Credit = t.Credit.Add(amount)
	}
	return t
}

// Comparison is what the host says about one half of a batch's totals: the digit of
// field 48 (PROTOCOL.md 2.6).
type Comparison uint8

// The comparisons, by their digit on the wire.
const (
	NotCompared Comparison = iota
	Balanced
	Unbalanced
	CompareError
	comparisonCount
)

var comparisonNames = [comparisonCount]string{"", "balanced", "unbalanced", "error"}

// String is the name used in files and JSON: "balanced".
func (c Comparison) String() string { return comparisonNames[c] }

// MarshalText writes the name.
func (c Comparison) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a name.
func (c *Comparison) UnmarshalText(b []byte) error { return parseName(c, comparisonNames[:], b) }

// Worse is the worse of two comparisons; an error is worst.
func (c Comparison) Worse(o Comparison) Comparison { return max(c, o) }
