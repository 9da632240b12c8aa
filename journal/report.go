package journal

import (
	"fmt"

	"posterm/txn"
)

// Report is what Check found.
type Report struct {
	Rows     uint64    // rows read
	Txns     int       // transactions among them
	Sealed   int       // card numbers still kept
	Findings []Finding // the first of them, in the order of the checks; none in a sound journal
	More     int       // findings beyond findingLimit
}

// findingLimit bounds a report. Chosen: nobody reads more, and one fault may cause many.
const findingLimit = 100

// Sound says whether nothing was found.
func (r Report) Sound() bool { return len(r.Findings) == 0 }

func (r *Report) add(seq uint64, p Problem, format string, args ...any) {
	if len(r.Findings) == findingLimit {
		r.More++
		return
	}
	r.Findings = append(r.Findings, Finding{seq, p, fmt.Sprintf(format, args...)})
}

// Finding is one thing that is wrong.
type Finding struct {
	Seq     uint64  `json:"seq,omitempty"` // the row; zero: the file as a whole
	Problem Problem `json:"problem"`
	Detail  string  `json:"detail"` // for engineers; no card number
}

// String is one line: "row 17: order: approved after declined".
func (f Finding) String() string {
	if f.Seq == 0 {
		return fmt.Sprintf("%s: %s", f.Problem, f.Detail)
	}
	return fmt.Sprintf("row %d: %s: %s", f.Seq, f.Problem, f.Detail)
}

// Problem is a kind of finding.
type Problem uint8

// The problems.
const (
	DamagedFile     Problem = iota // SQLite finds fault with the file, or with its tables
	BrokenChain                    // a row is not what was committed
	MissingRow                     // a gap, or an end that is gone
	UnreadableBody                 // a row whose body means nothing, or more than this program knows
	WrongCheckpoint                // a closed batch does not carry what its rows add up to
	UsedTwice                      // a trace number in its batch, or an original voided twice
	ImpossibleOrder                // a row that cannot follow the rows before it
	StrayRow                       // a row about a transaction that is not there, or is another one
	SecondOriginal                 // an unmarked slip although one was begun already
	WrongNumber                    // a sealed card number that does not belong there
	LostNumber                     // an owed reversal without its card number
	problemCount
)

// problems is the only place that knows a problem's name and its words.
var problems = [problemCount]struct {
	name  string
	words txn.Words
}{
	DamagedFile:     {"file", txn.Words{ZH: "流水文件损坏", EN: "the file is damaged"}},
	BrokenChain:     {"chain", txn.Words{ZH: "流水记录被改动", EN: "a row was altered"}},
	MissingRow:      {"missing", txn.Words{ZH: "流水记录缺失", EN: "a row is missing"}},
	UnreadableBody:  {"body", txn.Words{ZH: "流水记录无法识别", EN: "a row cannot be read"}},
	WrongCheckpoint: {"checkpoint", txn.Words{ZH: "批次结转不符", EN: "a closed batch does not add up"}},
	UsedTwice:       {"twice", txn.Words{ZH: "凭证号或原交易重复使用", EN: "a number was used twice"}},
	ImpossibleOrder: {"order", txn.Words{ZH: "流水记录次序不合理", EN: "a row cannot stand where it stands"}},
	StrayRow:        {"stray", txn.Words{ZH: "流水记录无对应交易", EN: "a row belongs to no transaction"}},
	SecondOriginal:  {"original", txn.Words{ZH: "重复打印了正本", EN: "two originals of one slip were begun"}},
	WrongNumber:     {"number", txn.Words{ZH: "加密卡号不符", EN: "a sealed card number does not match"}},
	LostNumber:      {"lost_number", txn.Words{ZH: "待冲正交易缺少卡号", EN: "an owed reversal lacks its card number"}},
}

// String is the name used in files and JSON: "chain".
func (p Problem) String() string { return problems[p].name }

// Words say the problem to a person.
func (p Problem) Words() txn.Words { return problems[p].words }

// MarshalText writes the name.
func (p Problem) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
