package office

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"posterm/emulator/host"
	"posterm/txn"
)

// Limits of an uploaded journal. Chosen: a terminal's year.
const (
	ExportLimit = 32 << 20 // bytes
	rowLimit    = 40_000   // transactions
)

// Record is one transaction by a terminal's own word, of a journal's export.
type Record struct {
	host.Key
	Kind     txn.Kind
	Amount   Yuan
	Card     txn.Masked
	Money    txn.Money
	Verdict  txn.Verdict
	Response txn.Code
	RRN      string
	Auth     string
	Settled  bool
	// Merchant and Cardholder are the copies of the slip.
	Merchant, Cardholder txn.Paper
	Goods                []Item // what was bought, as the merchant worded it
	Time                 time.Time
}

// Item is one line of goods or services; without an amount where the line names none.
type Item struct {
	Text   string `json:"text"`
	Amount string `json:"amount"`
}

// Export is a journal's export: the kinds that can move money, oldest first.
type Export struct {
	Records []Record
	// Others are the transactions that move no money, or only cash, of which the host knows nothing; they are not kept.
	Others int
}

// Terminals are those that the records are of.
func (x Export) Terminals() (all []string) {
	for i := range x.Records {
		if t := x.Records[i].Terminal; !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	slices.Sort(all)
	return all
}

// ErrExport marks an upload that is no journal's export. The text names row and member,
// never a value: it may be a secret.
var ErrExport = errors.New("not a journal's export")

// exported is a row as posterm writes it, as far as it is looked at (INTERFACE.md 1).
type exported struct {
	Terminal string `json:"terminal"`
	Batch    string `json:"batch"`
	Trace    string `json:"trace"`
	Kind     string `json:"kind"`
	Amount   string `json:"amount"`
	Card     string `json:"card"`
	Money    string `json:"money"`
	Verdict  string `json:"verdict"`
	Response string `json:"response"`
	RRN      string `json:"rrn"`
	Auth     string `json:"auth"`
	Time     string `json:"time"`
	Settled  string `json:"settled"`
	Goods    []Item `json:"goods"`
	Paper    struct {
		Merchant   string `json:"merchant"`
		Cardholder string `json:"cardholder"`
	} `json:"paper"`
}

// ParseExport reads what `posterm journal export --format json` writes: one object with a list
// "transactions". Rows that do not name their terminal are of the given one. Errors wrap ErrExport,
// but for those of the reader.
func ParseExport(r io.Reader, terminal string) (Export, error) {
	var x Export
	// All of it first: a decoder looks at blanks again with every piece that comes in.
	all, err := io.ReadAll(r)
	if err != nil {
		return x, err
	}
	d := json.NewDecoder(bytes.NewReader(all))
	if err := toRows(d); err != nil {
		return x, err
	}
	seen := map[host.Key]bool{}
	for n := 1; d.More(); n++ {
		var row exported
		if err := d.Decode(&row); err != nil {
			return Export{}, badRow(n, jsonReason(err))
		}
		if row.Terminal == "" {
			row.Terminal = terminal
		}
		rec, err := row.record()
		switch {
		case n > rowLimit:
			return Export{}, fmt.Errorf("%w: more than %d transactions", ErrExport, rowLimit)
		case err != nil:
			return Export{}, badRow(n, err)
		case seen[rec.Key]:
			return Export{}, badRow(n, errors.New("its terminal, batch and trace stand in a row before"))
		}
		seen[rec.Key] = true
		if rec.Kind.Moves() && !rec.Kind.Local() {
			x.Records = append(x.Records, rec)
		} else {
			x.Others++
		}
	}
	if err := toEnd(d); err != nil {
		return Export{}, err
	}
	slices.Reverse(x.Records)
	return x, nil
}

func badRow(n int, why error) error { return &rowError{n, why} }

// rowError is an export of which one transaction is not as a terminal writes it.
type rowError struct {
	row int // from 1
	why error
}

// Error is English, and repeats no value.
func (e *rowError) Error() string {
	return fmt.Sprintf("%v: transaction %d: %v", ErrExport, e.row, e.why)
}

// Unwrap: it is an ErrExport.
func (e *rowError) Unwrap() []error { return []error{ErrExport, e.why} }

// jsonReason says what is wrong without the value.
func jsonReason(err error) error {
	var wrong *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("member %q has no value of the right kind", wrong.Field)
	case errors.As(err, &syntax):
		return fmt.Errorf("no JSON at byte %d", syntax.Offset)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it ends too early")
	}
	return err
}

// toRows goes to the first row.
func toRows(d *json.Decoder) error {
	for _, want := range []json.Token{json.Delim('{'), "transactions", json.Delim('[')} {
		got, err := d.Token()
		if err != nil {
			return fmt.Errorf(`%w: want {"transactions":[...]}, as "posterm journal export --format json" writes it: %w`, ErrExport, jsonReason(err))
		}
		if got != want {
			return fmt.Errorf(`%w: want {"transactions":[...]}, as "posterm journal export --format json" writes it`, ErrExport)
		}
	}
	return nil
}

// toEnd wants nothing behind the rows.
func toEnd(d *json.Decoder) error {
	for _, want := range []json.Delim{']', '}'} {
		if got, err := d.Token(); err != nil || got != want {
			return fmt.Errorf("%w: the list or the object is not closed as it should be", ErrExport)
		}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something stands behind the object", ErrExport)
	}
	return nil
}

// The forms of members: what does not fit could be anything, a card number, too.
var (
	terminalForm = regexp.MustCompile(`^[ -~]{8}$`)
	numberForm   = regexp.MustCompile(`^[0-9]{6}$`)
	cardForm     = regexp.MustCompile(`^([0-9]{6}\*{1,15}[0-9]{4})?$`)
	codeForm     = regexp.MustCompile(`^([0-9A-Za-z]{2})?$`)
	rrnForm      = regexp.MustCompile(`^([0-9A-Za-z]{12})?$`)
	authForm     = regexp.MustCompile(`^([0-9A-Za-z ]{6})?$`)
)

// record checks a row member by member.
func (e *exported) record() (r Record, err error) {
	for _, m := range []struct {
		name, value string
		form        *regexp.Regexp
	}{
		{"terminal", e.Terminal, terminalForm}, {"batch", e.Batch, numberForm}, {"trace", e.Trace, numberForm}, {"card", e.Card, cardForm},
		{"response", e.Response, codeForm}, {"rrn", e.RRN, rrnForm}, {"auth", e.Auth, authForm},
	} {
		if !m.form.MatchString(m.value) {
			return r, member(m.name)
		}
	}
	r = Record{
		Key: host.Key{Terminal: e.Terminal, Batch: e.Batch, Trace: e.Trace}, Card: txn.Masked(e.Card),
		Response: txn.Code(e.Response), RRN: e.RRN, Auth: e.Auth, Settled: e.Settled != "",
	}
	for _, m := range []struct {
		name, value string
		to          interface{ UnmarshalText([]byte) error }
	}{
		{"kind", e.Kind, &r.Kind}, {"money", e.Money, &r.Money}, {"verdict", e.Verdict, &r.Verdict},
		{"paper.merchant", e.Paper.Merchant, &r.Merchant}, {"paper.cardholder", e.Paper.Cardholder, &r.Cardholder},
	} {
		if m.to.UnmarshalText([]byte(m.value)) != nil || m.value == "" {
			return r, member(m.name)
		}
	}
	if r.Time, err = time.Parse(time.RFC3339, e.Time); err != nil {
		return r, member("time")
	}
	if r.Goods = e.Goods; !goodsFit(e.Goods) {
		return r, member("goods")
	}
	amount, err := txn.ParseFen(e.Amount)
	if err != nil && r.Kind.Moves() {
		return r, member("amount")
	}
	r.Amount, r.Time = Yuan(amount), r.Time.In(txn.Beijing)
	return r, nil
}

// goodsFit says whether goods are such as a terminal takes.
func goodsFit(items []Item) bool {
	lines := make([]string, 0, len(items))
	for _, one := range items {
		lines = append(lines, one.Text+" "+one.Amount)
	}
	goods, err := txn.ParseGoods(lines)
	return err == nil && len(goods) == len(items)
}

func member(name string) error { return fmt.Errorf("member %q is not as a terminal writes it", name) }
