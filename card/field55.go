package card

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"posterm/txn"
)

// A card file is no chip. It can neither make a cryptogram nor count its transactions: what
// it does not give, and what the terminal itself has to say, is filled in here. The
// values are well-formed and the same whenever the same is asked; no issuer could verify
// them, and the lab's host does not try.

// Deal is the transaction that a chip's data are completed for.
type Deal struct {
	Kind     txn.Kind
	Amount   txn.Fen   // 9F02
	At       time.Time // 9A, the day in Beijing
	Terminal string    // 9F1E, 8 characters; empty: left out
	Trace    txn.Trace // 9F41; zero: left out
	PIN      bool      // 9F34: a PIN was entered, and is verified online
	// Unpredictable is 9F37; zero: made of the others, for a terminal that repeats itself.
	Unpredictable [4]byte
}

// row is one tag: how long its value is in bytes, and what stands there when the card file
// does not say. A nil value is left out.
type row struct {
	tag      string
	min, max int
	fill     func(Deal) []byte
}

// rows55 are the tags of field 55 in the order of PROTOCOL.md 2.8, the cryptogram apart.
// Lengths: EMV book 3, annex A.
var rows55 = []row{
	{"9F27", 1, 1, fixed("80")}, // an ARQC: go online
	{"9F10", 1, 32, fixed("07010103A00000010A010000000000")},
	{"9F37", 4, 4, unpredictable},
	{"9F36", 2, 2, fixed("0001")},
	{"95", 5, 5, fixed("0000000000")},
	{"9A", 3, 3, func(d Deal) []byte { return unhex(d.At.In(txn.Beijing).Format("060102")) }},
	{"9C", 1, 1, func(d Deal) []byte { return []byte{transactionTypes[d.Kind]} }},
	{"9F02", 6, 6, func(d Deal) []byte { return unhex(d.Amount.Digits12()) }},
	{"5F2A", 2, 2, fixed("0156")}, // yuan
	{"82", 2, 2, fixed("7C00")},
	{"9F1A", 2, 2, fixed("0156")}, // China
	{"9F03", 6, 6, fixed("000000000000")},
	{"9F33", 3, 3, fixed("E06800")}, // keys, stripe and chip; PIN online, signature, nothing; no offline authentication
	{"9F35", 1, 1, fixed("21")},     // attended, online only
	{"9F1E", 8, 8, func(d Deal) []byte { return []byte(d.Terminal) }},
	{"84", 5, 16, fixed(unionPayDebit)},
	{"9F09", 2, 2, fixed("0030")},
	{"9F41", 4, 4, counter},
	{"9F34", 3, 3, verification},
	{"9F63", 16, 16, nil}, // product of a contactless card
}

// cryptogram is the first tag of field 55.
var cryptogram = row{"9F26", 8, 8, nil}

// rowsPaper are tags that only slips show.
var rowsPaper = []row{
	{"9B", 2, 2, nil}, {"4F", 5, 16, nil}, {"50", 1, 16, nil}, {"9F12", 1, 16, nil},
}

// known are all the tags that leave this package.
var known = slices.Concat([]row{cryptogram}, rows55, rowsPaper)

// unionPayDebit is the name of an application, public.
const unionPayDebit = "A000000333010101"

// reversalTags are what a reversal tells of the chip (PROTOCOL.md 2.8). DF31, the result of
// an issuer's script, is left out: no chip of this terminal ran one before its reversal.
var reversalTags = []string{"95", "9F10", "9F36"}

// paperTags are the tags that slips show and reversals repeat.
var paperTags = []string{"9F26", "9F27", "95", "84", "4F", "9B", "9F36", "9F37", "82", "9F10", "50", "9F12"}

// transactionTypes are tag 9C: the first two digits of the processing code (PROTOCOL.md 3.1).
var transactionTypes = map[txn.Kind]byte{
	txn.Sale: 0x00, txn.Complete: 0x00, txn.Preauth: 0x03, txn.Balance: 0x31,
	txn.Void: 0x20, txn.Refund: 0x20, txn.PreauthVoid: 0x20, txn.CompleteVoid: 0x20,
}

// Complete gives a chip's data as they are after the chip was asked about a transaction:
// field 55 first, then what only slips show.
func Complete(c txn.ChipData, d Deal) txn.ChipData {
	given := valuesOf(c)
	body := encode(rows55, given, d)
	first, has := given[cryptogram.tag]
	if !has {
		sum := sha256.Sum256(body)
		first = sum[:cryptogram.max]
	}
	data := append(appendTLV(nil, element{cryptogram.tag, first}), body...)
	return txn.ChipData(append(data, encode(rowsPaper, given, d)...))
}

// encode writes the tags of rows, from the card or filled in.
func encode(rows []row, given map[string][]byte, d Deal) (data []byte) {
	for _, r := range rows {
		value, has := given[r.tag]
		if !has && r.fill != nil {
			value = r.fill(d)
		}
		if len(value) > 0 {
			data = appendTLV(data, element{r.tag, value})
		}
	}
	return data
}

// Field55 is the part of completed chip data that the host is told, at most 255 bytes.
func Field55(c txn.ChipData) []byte {
	return pick(known[:1+len(rows55)], valuesOf(c))
}

// pick writes the tags of rows that are given.
func pick(rows []row, given map[string][]byte) (data []byte) {
	for _, r := range rows {
		if value, has := given[r.tag]; has {
			data = appendTLV(data, element{r.tag, value})
		}
	}
	return data
}

// Tags are the values that slips show and that a reversal repeats: tag and value in
// upper-case hex. None of them tells the card number.
func Tags(c txn.ChipData) map[string]string {
	given, tags := valuesOf(c), map[string]string{}
	for _, tag := range paperTags {
		if value, has := given[tag]; has {
			tags[tag] = strings.ToUpper(hex.EncodeToString(value))
		}
	}
	return tags
}

// Reversal55 is field 55 of a reversal, from what Tags kept of the chip; empty when there
// was none. Bytes: 95 05 00 00 00 00 00 9F 36 02 00 1C.
func Reversal55(kept map[string]string) (data []byte) {
	for _, tag := range reversalTags {
		if value, has := kept[tag]; has {
			data = appendTLV(data, element{tag, unhex(value)})
		}
	}
	return data
}

// data is what a reader hands on of a chip: no tag that tells the card number or a name.
// Every chip named its application at least.
func (c Chip) data() txn.ChipData {
	if data := pick(known, c.values); len(data) > 0 {
		return txn.ChipData(data)
	}
	return txn.ChipData(appendTLV(nil, element{"84", unhex(unionPayDebit)}))
}

// sized checks the lengths of what goes into field 55; a host would refuse the message.
func (c Chip) sized() error {
	for _, r := range known {
		value, given := c.values[r.tag]
		if n := len(value); given && (n < r.min || n > r.max) {
			return fmt.Errorf("chip tag %s: %d bytes, want %s", r.tag, n, span(r.min, r.max))
		}
	}
	return nil
}

func span(low, high int) string {
	if low == high {
		return fmt.Sprint(low)
	}
	return fmt.Sprintf("%d to %d", low, high)
}

func fixed(hexed string) func(Deal) []byte { return func(Deal) []byte { return unhex(hexed) } }

func unhex(s string) []byte {
	b, _ := hex.DecodeString(s)
	return b
}

// unpredictable is the terminal's number against replayed cryptograms.
func unpredictable(d Deal) []byte {
	if d.Unpredictable != [4]byte{} {
		return bytes.Clone(d.Unpredictable[:])
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d %d %s", d.Terminal, d.Kind, d.Amount, d.Trace, d.At.UTC().Format(time.RFC3339Nano)))
	return sum[:4]
}

// counter is the trace number, 8 digits.
func counter(d Deal) []byte {
	if d.Trace == 0 {
		return nil
	}
	return unhex(fmt.Sprintf("%08d", uint32(d.Trace)))
}

// verification is how the cardholder was: by a PIN that the issuer checks, result not known yet.
func verification(d Deal) []byte {
	if !d.PIN {
		return nil
	}
	return unhex("420300")
}
