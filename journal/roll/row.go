// Package roll says what the rows of the journal mean and what they add up to.
//
// The roll is append-only. A row is never changed; meaning is a fold:
// Book.Apply(row) is the only code that changes a Book, in the running
// terminal, at power-on, in simulation and in the checker alike.
//
// Nothing here waits, reads a clock or touches a disk.
package roll

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"posterm/txn"
)

// ID names a transaction: the seq of its intent row. Zero is no transaction.
type ID uint64

// Row is one line of the roll.
type Row struct {
	Seq   uint64    // 1, 2, 3 …; a gap is a lost write
	Batch txn.Batch // batch of the transaction, or the open one
	Txn   ID        // the transaction it tells about; zero for rows about none
	Orig  ID        // for the rows of a void, completion or refund: its original, when this roll has it
	Trace txn.Trace // trace number of the transaction
	What  What
	Kind  txn.Kind
	At    time.Time // terminal clock, UTC, from the event that caused it
	Body  any       // by What: Intent, Outcome, Doubt, Try, Refusal, Decision, Keys, Attempt, End, Checkpoint, Ask, Verdict, Upload
}

// Intent is a transaction about to be sent, with everything its reversal and its slip need.
// The full card number is not here: it is sealed beside the roll under the same ID.
type Intent struct {
	Amount   txn.Fen    `json:"amount,omitempty"`
	Card     txn.Masked `json:"card,omitempty"`
	Digest   string     `json:"digest,omitempty"` // keyed digest of the card number, hex
	Entry    txn.Entry  `json:"entry,omitempty"`
	Expiry   txn.Expiry `json:"expiry,omitempty"`
	Sequence string     `json:"sequence,omitempty"`
	PIN      bool       `json:"pin,omitempty"` // a PIN was entered
	Terminal string     `json:"terminal"`      // 8 characters
	Merchant string     `json:"merchant"`      // 15 characters
	Operator string     `json:"operator,omitempty"`
	Original *Original  `json:"original,omitempty"` // what a void undoes, a completion fulfils, a refund gives back, an enquiry asks about
	Register string     `json:"register,omitempty"` // idempotency key of a cash register
	Order    string     `json:"order,omitempty"`    // number of a wallet order, never used twice
	Wallet   txn.Wallet `json:"wallet,omitempty"`   // whose customers scan the code of an order; empty: anybody's
	Chip     ChipTags   `json:"chip,omitempty"`     // what a chip said, as far as slips and reversals need it
	Frozen   *Frozen    `json:"frozen,omitempty"`   // a settlement's totals
	Goods    txn.Goods  `json:"goods,omitempty"`    // what was bought, for slip and record alone: no message tells it
	// HostDay is the host's date as last heard before, MMDD: the host decided on no day before it.
	HostDay string `json:"host_day,omitempty"`
	// SettleDay is the host's settlement date as last heard before, MMDD. It changes at the
	// host's day-end, which is not midnight.
	SettleDay string `json:"settle_day,omitempty"`
}

// ChipTags are values of EMV tags, both in upper-case hex. None of them tells the card number.
type ChipTags map[string]string

// Original is what a transaction says about another one. What is not known is left out:
// a hold or a sale may have been made on another terminal.
type Original struct {
	Batch   txn.Batch `json:"batch,omitempty"`
	Trace   txn.Trace `json:"trace,omitempty"`
	RRN     string    `json:"rrn,omitempty"`
	Auth    string    `json:"auth,omitempty"`
	Date    string    `json:"date,omitempty"`    // MMDD, host's
	Voucher string    `json:"voucher,omitempty"` // payment voucher number of a QR sale, 20 digits
	Order   string    `json:"order,omitempty"`   // number of a wallet order
}

// Frozen is a batch that takes no more money: what its rows came to. Domestic and
// foreign cards are compared apart (PROTOCOL.md 2.6).
type Frozen struct {
	Domestic txn.Totals `json:"domestic"`
	Foreign  txn.Totals `json:"foreign"`
	// Reserve is how many trace numbers behind its own the settlement's other messages
	// use: the groups of the upload, then the end.
	Reserve int `json:"reserve"`
}

// All are domestic and foreign together.
func (f Frozen) All() txn.Totals {
	add := func(a, b txn.Sum) txn.Sum { return txn.Sum{Count: a.Count + b.Count, Amount: a.Amount + b.Amount} }
	return txn.Totals{Debit: add(f.Domestic.Debit, f.Foreign.Debit), Credit: add(f.Domestic.Credit, f.Foreign.Credit)}
}

// Count counts an approved transaction. The card organisation of UnionPay, and none, is domestic.
func (f Frozen) Count(k txn.Kind, amount txn.Fen, organisation string) Frozen {
	if (Outcome{Org: organisation}).Foreign() {
		f.Foreign = f.Foreign.Add(k, amount)
	} else {
		f.Domestic = f.Domestic.Add(k, amount)
	}
	return f
}

// domestic is field 63.1 of an answer about a UnionPay card.
const domestic = "CUP"

// Foreign says whether the card is of another organisation than UnionPay.
func (o Outcome) Foreign() bool { return o.Org != "" && o.Org != domestic }

// Outcome is an authentic answer of the host.
type Outcome struct {
	Code       txn.Code `json:"code"`
	Auth       string   `json:"auth,omitempty"`        // field 38, 6 characters
	RRN        string   `json:"rrn,omitempty"`         // field 37, 12 characters
	HostTime   string   `json:"host_time,omitempty"`   // field 12, hhmmss
	HostDate   string   `json:"host_date,omitempty"`   // field 13, MMDD
	SettleDate string   `json:"settle_date,omitempty"` // field 15, MMDD
	Issuer     string   `json:"issuer,omitempty"`      // field 44, first 11
	Acquirer   string   `json:"acquirer,omitempty"`    // field 44, last 11, or field 32
	Text       string   `json:"text,omitempty"`        // field 63, printable characters only
	Balance    *txn.Fen `json:"balance,omitempty"`     // field 54, balance inquiries only
	Copies     int      `json:"copies,omitempty"`      // copies of the slip: 0 to 2
	OnRequest  bool     `json:"on_request,omitempty"`  // the cardholder's is not due, but printed when asked for
	Org        string   `json:"org,omitempty"`         // field 63.1, card organisation: "CUP"
	Voucher    string   `json:"voucher,omitempty"`     // field 59 A4, payment voucher number
	Holds      *Holding `json:"holds,omitempty"`       // enquiries only: what the host holds
	Report     *Report  `json:"report,omitempty"`      // settlement only
	// Requires is what the host asks for next, nibble 6 of its header (PROTOCOL.md 1.3);
	// 3 is a new sign-in, the others are recorded.
	Requires int `json:"requires,omitempty"`
}

// Holding is what the host holds of a transaction.
type Holding struct {
	Found    bool     `json:"found"`
	Response txn.Code `json:"response,omitempty"` // the code it was answered with
	Record   *Record  `json:"record,omitempty"`   // what else it tells
}

// Record is what the host tells of a transaction that this roll need not have; its reference numbers are the outcome's.
type Record struct {
	Kind     txn.Kind   `json:"kind"`
	Terminal string     `json:"terminal"`
	Batch    txn.Batch  `json:"batch,omitempty"` // none: no terminal made it
	Trace    txn.Trace  `json:"trace,omitempty"`
	Amount   txn.Fen    `json:"amount"`
	Card     txn.Masked `json:"card,omitempty"`
	At       time.Time  `json:"at"`
	Held     txn.Held   `json:"held"`
	Order    string     `json:"order,omitempty"`
}

// HostRecord is what an enquiry heard of a transaction that happened; nil: there is no such, and no slip of it.
func (t Txn) HostRecord() *Record {
	h := t.Outcome.Holds
	if t.Kind != txn.Query || t.Is != Approved || h == nil || h.Record == nil || !h.Response.Approves() || !h.Record.Held.Happened() {
		return nil
	}
	return h.Record
}

// Report is how a settlement ended, as its slip tells it.
type Report struct {
	Result      txn.Comparison `json:"result"`
	Due         int            `json:"due,omitempty"`         // slips still owed
	Unconfirmed int            `json:"unconfirmed,omitempty"` // slips that a printer could not confirm
	Parked      []txn.Trace    `json:"parked,omitempty"`      // transactions that need a person
}

// Verdict is the host's comparison of totals.
type Verdict struct {
	Domestic txn.Comparison `json:"domestic"`
	Foreign  txn.Comparison `json:"foreign"`
	Code     txn.Code       `json:"code,omitempty"`
	Host     *Frozen        `json:"host,omitempty"` // its own totals, when it gave them
}

// Result is the worse of both halves.
func (v Verdict) Result() txn.Comparison { return v.Domestic.Worse(v.Foreign) }

// Upload is how far the upload of a frozen batch got.
type Upload struct {
	Groups  int `json:"groups"`  // that the host took
	Records int `json:"records"` // in them
}

// Ask counts one question about a wallet order. Its message has a trace number of its own.
type Ask struct {
	N     int       `json:"n"` // 1, 2, 3 …
	Trace txn.Trace `json:"trace"`
	Close bool      `json:"close,omitempty"` // it does not ask: it closes the order
}

// Doubt is why there is no outcome.
type Doubt struct {
	Reason txn.Reason `json:"reason,omitempty"` // why it will be reversed
	Code   txn.Code   `json:"code,omitempty"`   // what an unauthentic answer said
	Why    string     `json:"why,omitempty"`    // for engineers, masked
	Line   string     `json:"line,omitempty"`   // of what was not sent: the name of the line's fault, "wrong_pin"; or "unbuilt"
	SignIn bool       `json:"sign_in,omitempty"`
	// Requires is what an authentic answer that decided nothing asks for, as in Outcome.
	Requires int `json:"requires,omitempty"`
	// Shows is the text of the code that the customer of an open order scans.
	Shows string `json:"shows,omitempty"`
}

// Try counts one send of a reversal, or one further send of a request that is repeated.
type Try struct {
	N int `json:"n"` // 1, 2, 3 … over all occasions
}

// Refusal is the host's answer to a reversal, or an answer that decides nothing.
type Refusal struct {
	Code    txn.Code `json:"code,omitempty"`
	Counted bool     `json:"counted,omitempty"` // a final refusal: it counts towards parking
	SignIn  bool     `json:"sign_in,omitempty"` // it only meant: sign in first
	Slip    bool     `json:"slip,omitempty"`    // Reversed and Parked: a slip became due
	// HostDate and SettleDate are fields 13 and 15 of the answer, MMDD: what makes a 25 a proof or none.
	HostDate   string `json:"host_date,omitempty"`
	SettleDate string `json:"settle_date,omitempty"`
	Requires   int    `json:"requires,omitempty"` // as in Outcome
	Forged     bool   `json:"forged,omitempty"`   // it was no answer: its MAC was wrong
}

// Decision is a person's word on a parked reversal.
type Decision struct {
	Stands bool   `json:"stands"` // true: the transaction stands; false: it was reversed
	By     string `json:"by"`
	Note   string `json:"note"`
	// What the acquirer named of a transaction that stands and whose answer never came; empty: it did not.
	// Without them nothing can be tied to it later.
	RRN     string `json:"rrn,omitempty"`     // field 37
	Auth    string `json:"auth,omitempty"`    // field 38
	Voucher string `json:"voucher,omitempty"` // field 59 A4
}

// named adds to an outcome what a person learnt of it.
func (o Outcome) named(d Decision) Outcome {
	if d.Stands {
		o.RRN, o.Auth, o.Voucher = cmp.Or(d.RRN, o.RRN), cmp.Or(d.Auth, o.Auth), cmp.Or(d.Voucher, o.Voucher)
	}
	return o
}

// Keys are working keys as the host sent them, still wrapped under the terminal's master key.
type Keys struct {
	Block     string    `json:"block"`      // field 62, hex
	HostBatch txn.Batch `json:"host_batch"` // field 60.2 of the answer
}

// Attempt is one try at one copy of a slip. Its job number is the seq of its row.
type Attempt struct {
	Form   txn.Form   `json:"form"`
	For    txn.Holder `json:"for"`
	N      int        `json:"n"`                // 1, 2, 3 … for this copy
	Marked bool       `json:"marked,omitempty"` // carries 重打印 DUPLICATE
	// Unreadable says that a person asked for it because the paper before cannot be read.
	Unreadable bool `json:"unreadable,omitempty"`
}

// End is how an attempt ended, or where it stands.
type End struct {
	Job    uint64     `json:"job"` // 0: there was no attempt; see Copy.Kept
	Form   txn.Form   `json:"form"`
	For    txn.Holder `json:"for"`
	Grade  txn.Grade  `json:"grade,omitempty"`
	Fault  txn.Fault  `json:"fault,omitempty"`
	Pieces int        `json:"pieces,omitempty"` // 2: completed over two rolls
	Faint  bool       `json:"faint,omitempty"`  // printed below the paper's temperatures, and marked so
}

// Checkpoint carries the whole Book across a batch.
type Checkpoint struct {
	Book Book `json:"book"`
}

// Encode gives the body as it stands in the database.
func (r Row) Encode() ([]byte, error) {
	if r.Body == nil {
		return []byte("{}"), nil
	}
	return json.Marshal(r.Body)
}

// Decode reads a body as Encode wrote it. Members it does not know are an
// error only to `journal check`: a newer program may have added some.
func Decode(w What, data []byte) (any, error) {
	var err error
	read := func(to any) { err = json.Unmarshal(data, to) }
	var body any
	switch w {
	case Provisioned, Closed:
		body = decoded[Checkpoint](read)
	case IntentMade:
		body = decoded[Intent](read)
	case Approved, Declined, Unpaid:
		body = decoded[Outcome](read)
	case NotSent, InDoubt, KeysBad:
		body = decoded[Doubt](read)
	case RevTry, Repeat:
		body = decoded[Try](read)
	case RevRefused, Reversed, Parked, Refused:
		body = decoded[Refusal](read)
	case Resolved:
		body = decoded[Decision](read)
	case KeysSet:
		body = decoded[Keys](read)
	case AttemptMade:
		body = decoded[Attempt](read)
	case NotBegun, Stalled, Lost, Printed, Unconfirmed:
		body = decoded[End](read)
	case OrderAsked:
		body = decoded[Ask](read)
	case Compared:
		body = decoded[Verdict](read)
	case Uploaded:
		body = decoded[Upload](read)
	default:
		return nil, fmt.Errorf("row %q has no body", w)
	}
	if err != nil {
		return nil, fmt.Errorf("body of row %q: %w", w, err)
	}
	return body, nil
}

func decoded[T any](read func(any)) T {
	var body T
	read(&body)
	return body
}
