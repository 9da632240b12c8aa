package txn

// Form is a kind of slip.
type Form uint8

// The forms.
const (
	FormNone        Form = iota
	FormSlip             // purchase or void slip 签购单
	FormReversal         // reversal slip 冲正单: the customer was not charged
	FormFault            // fault slip 故障报告单: a person must decide
	FormNotApproved      // 未成功 NOT APPROVED, or 结果不明 NOT KNOWN YET: a reprint of what brought no money, or none yet; never counted
	FormDetails          // 交易明细: the transactions of the open batch; never owed, never counted
	FormTotals           // 交易汇总: their totals; never owed, never counted
	FormSettlement       // 批结算单: what a batch came to
	FormTrial            // 打印测试: tries the printer and proves nothing; never owed, never counted
	FormPayCode          // 收款码: the code of an open order, which the customer scans; never owed, never counted
	FormHostRecord       // 据主机记录补打: what the host told of a transaction; no original, never owed, never counted
	FormStaticCode       // 静态收款码: the code on the counter; about no transaction, never owed, never counted
	formCount
)

var formNames = [formCount]string{"", "slip", "reversal", "fault", "not_approved", "details", "totals", "settlement", "trial", "pay_code", "host_record", "static_code"}

// formWords are what a person calls the forms.
var formWords = [formCount]Words{
	FormSlip: {"签购单", "slip"}, FormReversal: {"冲正单", "reversal slip"}, FormFault: {"故障报告单", "fault slip"},
	FormNotApproved: {"未成功凭条", "not-approved slip"}, FormDetails: {"交易明细", "details"}, FormTotals: {"交易汇总", "totals"},
	FormSettlement: {"批结算单", "settlement slip"}, FormTrial: {"测试单", "test slip"}, FormPayCode: {"收款码", "payment code"},
	FormHostRecord: {"主机记录补打单", "slip from the host's record"}, FormStaticCode: {"静态收款码", "static code"},
}

// Words name the form to a person.
func (f Form) Words() Words { return formWords[f] }

// Report says whether the form is about the whole batch or the printer and not about one transaction.
func (f Form) Report() bool {
	return f == FormDetails || f == FormTotals || f == FormTrial || f == FormStaticCode
}

// Counted says whether attempts at it are attempts at a copy that may be owed.
func (f Form) Counted() bool { return f != FormNotApproved && f != FormPayCode && f != FormHostRecord }

// String is the name used in files and JSON.
func (f Form) String() string { return formNames[f] }

// MarshalText writes the name.
func (f Form) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads a name.
func (f *Form) UnmarshalText(b []byte) error { return parseName(f, formNames[:], b) }

// Holder is whom a copy of a slip is for.
type Holder uint8

// The holders.
const (
	Merchant Holder = iota
	Cardholder
	holderCount
)

var holderNames = [holderCount]string{"merchant", "cardholder"}

// String is the name used in files and JSON.
func (h Holder) String() string { return holderNames[h] }

// MarshalText writes the name.
func (h Holder) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads a name.
func (h *Holder) UnmarshalText(b []byte) error { return parseName(h, holderNames[:], b) }

// Paper is what happened to one copy of a slip.
type Paper uint8

// The states of a copy.
const (
	PaperNotDue      Paper = iota // no paper is owed
	PaperDue                      // owed: no complete paper is known to exist
	PaperPrinting                 // an attempt is in the printer
	PaperPrinted                  // the printer confirmed the last line
	PaperUnconfirmed              // all bytes went out, this printer cannot confirm; nothing is owed
	PaperSuperseded               // was due, and no longer makes sense
	paperCount
)

var paperNames = [paperCount]string{"not_due", "due", "printing", "printed", "unconfirmed", "superseded"}

// paperWords are what a person calls the states.
var paperWords = [paperCount]Words{
	PaperNotDue: {"无需打印", "none due"}, PaperDue: {"待打印", "owed"}, PaperPrinting: {"正在打印", "printing"},
	PaperPrinted: {"已打印", "printed"}, PaperUnconfirmed: {"已送打印机，未确认", "sent, not confirmed"}, PaperSuperseded: {"不再需要", "no longer needed"},
}

// Words name the state to a person.
func (p Paper) Words() Words { return paperWords[p] }

// String is the name used in files and JSON.
func (p Paper) String() string { return paperNames[p] }

// MarshalText writes the name.
func (p Paper) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a name.
func (p *Paper) UnmarshalText(b []byte) error { return parseName(p, paperNames[:], b) }

// Grade is how well the printer proved that a slip is on paper (PRINTER.md 1.8).
type Grade uint8

// The grades, weakest first.
const (
	GradeNone        Grade = iota
	GradeUnconfirmed       // bytes written, printer idle and healthy, nothing more is known
	GradeProcessed         // buffer-ordered GS r: all bytes were interpreted
	GradePrinted           // process id (GS ( H): the last line and the cut are on paper
	gradeCount
)

var gradeNames = [gradeCount]string{"", "unconfirmed", "processed", "printed"}

// String is the name used in files and JSON.
func (g Grade) String() string { return gradeNames[g] }

// MarshalText writes the name.
func (g Grade) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// UnmarshalText reads a name.
func (g *Grade) UnmarshalText(b []byte) error { return parseName(g, gradeNames[:], b) }
