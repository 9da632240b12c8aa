package comms

import (
	"fmt"
	"strconv"
	"strings"

	"posterm/comms/frame"
	"posterm/comms/keys"
	"posterm/txn"
)

// Profile is how one acquirer wants its messages, as data. A second acquirer is a
// second value of this type.
type Profile struct {
	Name       string
	TPDU       frame.TPDU
	Header     frame.Header
	Form       keys.Form // field 60.3 of a sign-in, and the layout of its key block
	Capability string    // fields 60.4 and 60.5 of a financial request
	MaxPIN     string    // field 26, with a PIN only
	WithPIN    string    // field 53 with a PIN; its second digit follows the form, see Under
	WithTrack  string    // field 53 with a track and no PIN
	Currency   string    // field 49
	Operator   string    // field 63 when the request names nobody
	Requests   map[txn.Kind]Layout
	Others     map[txn.Message]Layout // messages that are neither a request nor a reversal
	// ReversalType and ReversalFields replace those of the original's layout;
	// everything else of a reversal is the original's (PROTOCOL.md 4.7).
	ReversalType   string
	ReversalFields Fields
}

// Layout is one kind's request.
type Layout struct {
	MTI        string
	Processing string // field 3
	Condition  string // field 25
	Type       string // field 60.1
	Network    string // field 60.3
	Fields     Fields
	MAC        bool // the request has field 64, and so must its answer
	ByDay      bool // field 61 names the original by its day alone
}

// Fields lists what a message carries, in the notation of the field tables: "4"
// must be there, "35C" is there when the request has it.
type Fields string

// entry is one field of a list.
type entry struct {
	field    int
	required bool
}

func (f Fields) entries() ([]entry, error) {
	var list []entry
	for word := range strings.FieldsSeq(string(f)) {
		number, conditional := strings.CutSuffix(word, "C")
		n, err := strconv.Atoi(number)
		if err != nil || values[n] == nil {
			return nil, fmt.Errorf("field list: %q has no value", word)
		}
		list = append(list, entry{n, !conditional})
	}
	return list, nil
}

// The field lists of PROTOCOL.md 3.2. Field 64 is no entry: Layout.MAC says it.
const (
	cardFields         Fields = "2C 3 4 11 14C 22 23C 25 26C 35C 41 42 49 52C 53C 55C 59C 60"
	voidFields         Fields = "2C 3 4 11 14C 22 23C 25 26C 35C 37 38C 41 42 49 52C 53C 55C 59C 60 61"
	balanceFields      Fields = "2C 3 11 14C 22 23C 25 26C 35C 41 42 49 52C 53C 55C 59C 60"
	refundFields       Fields = "2C 3 4 11 14C 22 23C 25 35C 37 38C 41 42 49 53C 60 61 63"
	holdFields         Fields = "2C 3 4 11 14C 22 23C 25 26C 35C 37C 38 41 42 49 52C 53C 55C 59C 60 61"
	codeFields         Fields = "3 4 11 22 25 41 42 49 59 60"
	codeVoidFields     Fields = "3 4 11 22 25 37 38C 41 42 49 59 60 61"
	codeRefundFields   Fields = "3 4 11 22 25 37 38C 41 42 49 59C 60 61 63"
	walletPayFields    Fields = "3 4 11 22 25 41 42 49 59 60 62"
	walletFields       Fields = "3 4C 11 22C 25 41 42 49 59 60"
	walletRefundFields Fields = "3 4 11 22 25 37C 41 42 49 59 60 63"
	enquiryFields      Fields = "3 11 25 41 42 49 60 61"
	settleFields       Fields = "11 41 42 48 49 60 63"
	batchFields        Fields = "11 41 42 48 60"
	reversalFields     Fields = "2C 3 4 11 14C 22 23C 25 38C 39 41 42 49 59C 60 61"
	operatorFields     Fields = "11 41 42 60 63"
	managementFields   Fields = "11 41 42 60"
)

// UnionPay is the default profile (PROTOCOL.md 11).
var UnionPay = Profile{
	Name:       "unionpay",
	TPDU:       frame.TPDU{0x60, 0x00, 0x01, 0x00, 0x00},
	Header:     frame.Header{0x60, 0x31, 0x00, 0x31, 0x00, 0x00},
	Form:       keys.FormDouble,
	Capability: "60", // stripe, contact and contactless; last read normal
	MaxPIN:     "12",
	WithPIN:    "2600000000000000", // X9.8 with card number, double-length 3DES
	WithTrack:  "0600000000000000",
	Currency:   "156",
	Operator:   "01",
	Requests: map[txn.Kind]Layout{
		txn.Sale:         {"0200", "000000", "00", "22", "000", cardFields, true, false},
		txn.Void:         {"0200", "200000", "00", "23", "000", voidFields, true, false},
		txn.Refund:       {"0220", "200000", "00", "25", "000", refundFields, true, true},
		txn.Balance:      {"0200", "310000", "00", "01", "000", balanceFields, true, false},
		txn.Preauth:      {"0100", "030000", "06", "10", "000", cardFields, true, false},
		txn.PreauthVoid:  {"0100", "200000", "06", "11", "000", holdFields, true, true},
		txn.Complete:     {"0200", "000000", "06", "20", "000", holdFields, true, true},
		txn.CompleteVoid: {"0200", "200000", "06", "21", "000", voidFields, true, false},
		txn.QRSale:       {"0200", "000000", "00", "22", "000", codeFields, true, false},
		txn.QRVoid:       {"0200", "200000", "00", "23", "000", codeVoidFields, true, false},
		txn.QRRefund:     {"0220", "200000", "00", "25", "000", codeRefundFields, true, true},
		txn.WalletPay:    {"0200", "450000", "01", "70", "000", walletPayFields, true, false},
		txn.WalletRefund: {"0220", "200000", "01", "73", "000", walletRefundFields, true, false},
		txn.Query:        {"0200", "690000", "00", "02", "000", enquiryFields, true, false},
		txn.SignIn:       {"0800", "", "", "00", string(keys.FormDouble), operatorFields, false, false},
		txn.SignOff:      {"0820", "", "", "00", "002", operatorFields, false, false},
		txn.Settle:       {"0500", "", "", "00", "201", settleFields, false, false},
		txn.Echo:         {"0820", "", "", "00", "301", managementFields, false, false},
	},
	Others: map[txn.Message]Layout{
		txn.OrderQuery: {"0200", "690000", "01", "71", "000", walletFields, true, false},
		txn.OrderClose: {"0200", "680000", "01", "72", "000", walletFields, true, false},
		txn.BatchList:  {"0320", "", "", "00", "201", batchFields, false, false},
		txn.BatchEnd:   {"0320", "", "", "00", "202", batchFields, false, false},
	},
	ReversalType:   "0400",
	ReversalFields: reversalFields,
}

// ProfileByName finds a profile by the value of the configuration key
// host.profile.
func ProfileByName(name string) (Profile, error) {
	if name != UnionPay.Name {
		return Profile{}, fmt.Errorf("unknown host profile %q: there is %q", name, UnionPay.Name)
	}
	return UnionPay, nil
}

// layout is what the message for a request looks like.
func (p *Profile) layout(r *Request) (Layout, error) {
	if l, other := p.Others[r.As]; other {
		return l, nil
	}
	l, known := p.Requests[r.Kind]
	switch {
	case !known:
		return Layout{}, fmt.Errorf("profile %s has no message for %q", p.Name, r.Kind)
	case r.As == txn.Request:
		return l, nil
	case r.As != txn.Reversal:
		return Layout{}, fmt.Errorf("profile %s has no %s", p.Name, r.As)
	case !r.Kind.Reversible():
		return Layout{}, fmt.Errorf("%w: %s", errNoReversal, r.Kind)
	}
	l.MTI, l.Fields, l.MAC = p.ReversalType, p.ReversalFields, true
	return l, nil
}
