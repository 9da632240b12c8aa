package card

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/txn"
)

var evening = Deal{
	Kind: txn.Sale, Amount: 1234, Terminal: "00010001", Trace: 12, PIN: true, Unpredictable: [4]byte{1, 2, 3, 4},
	At: time.Date(2026, 11, 21, 16, 30, 0, 0, time.UTC), // half past midnight in Beijing, the 22nd
}

// tagsOf are the tags of TLV data in their order, and their values.
func tagsOf(t *testing.T, data []byte) (order []string, values map[string]string) {
	t.Helper()
	all, err := parseTLV(data)
	require.NoError(t, err)
	values = map[string]string{}
	for _, e := range all {
		order = append(order, e.tag)
		values[e.tag] = strings.ToUpper(hex.EncodeToString(e.value))
	}
	return order, values
}

// TestField55: what the card says stays, what the terminal has to say is filled in, in the
// order of PROTOCOL.md 2.8.
//
// Covers: R15.
func TestField55(t *testing.T) {
	b, err := Resolve("B", inLab(""))
	require.NoError(t, err)
	order, values := tagsOf(t, Field55(Complete(b.Card.Chip, evening)))
	require.Equal(t, strings.Fields("9F26 9F27 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03 9F33 9F35 9F1E 84 9F09 9F41 9F34"), order)
	cryptogram := values["9F26"]
	require.Len(t, cryptogram, 16)
	delete(values, "9F26")
	require.Equal(t, map[string]string{
		"9F27": "80", "9F10": "07010103A0A802010A010000000000E1B2C3D4", "9F37": "01020304", "9F36": "001C", "95": "0000008000", "9A": "261122", "9C": "00",
		"9F02": "000000001234", "5F2A": "0156", "82": "7C00", "9F1A": "0156", "9F03": "000000000000", "9F33": "E06800", "9F35": "21",
		"9F1E": "3030303130303031", "84": "A000000333010101", "9F09": "0030", "9F41": "00000012", "9F34": "420300",
	}, values)

	other := evening
	other.Amount++
	require.Equal(t, Complete(b.Card.Chip, evening), Complete(b.Card.Chip, evening), "the same question, the same answer")
	_, values = tagsOf(t, Field55(Complete(b.Card.Chip, other)))
	require.NotEqual(t, cryptogram, values["9F26"], "another amount, another cryptogram")
}

// TestWhatTheCardFileSaysStays, also where it makes no sense: so a test can try its host.
func TestWhatTheCardFileSaysStays(t *testing.T) {
	def, err := ParseFile("a.toml", []byte("track2 = '"+testTrack+"'\nentry = 'tap'\n[chip]\n9F26 = '0102030405060708'\n9F02 = '000000000099'\n9F63 = '"+strings.Repeat("30", 16)+"'\n9B = 'E800'\n5F20 = '4142'\n5A = '"+testPAN+"'"))
	require.NoError(t, err)
	p, err := def.Present()
	require.NoError(t, err)
	chip := Complete(p.Card.Chip, evening)
	order, values := tagsOf(t, Field55(chip))
	require.Equal(t, "0102030405060708", values["9F26"])
	require.Equal(t, "000000000099", values["9F02"])
	require.Equal(t, "9F63", order[len(order)-1])
	_, all := tagsOf(t, chip.Bytes())
	require.Contains(t, all, "9B", "slips show it")
	require.NotContains(t, values, "9B", "the host is not told")
	for _, hidden := range []string{"5A", "57", "5F20"} {
		require.NotContains(t, all, hidden, "it tells whose card it is")
	}
}

// TestOnlyChipsHaveChipData: a stripe and a keyed number have none, whatever the card file says.
func TestOnlyChipsHaveChipData(t *testing.T) {
	for entry, has := range map[txn.Entry]bool{txn.Swipe: false, txn.Manual: false, txn.Insert: true, txn.Tap: true} {
		for _, chip := range []string{"", "[chip]\n9F36 = '0001'"} {
			def, err := ParseFile("a.toml", []byte(fmt.Sprintf("track2 = '%s'\nentry = '%s'\n%s", testTrack, entry, chip)))
			require.NoError(t, err)
			p, err := def.Present()
			require.NoError(t, err)
			require.Equal(t, has, p.Card.Chip != "", "%s %q", entry, chip)
		}
	}
	for _, spec := range []string{"manual:" + testPAN + ":3012", "track2:" + testTrack, "A"} {
		p, err := Resolve(spec, inLab(""))
		require.NoError(t, err)
		require.Empty(t, p.Card.Chip)
	}
}

// TestTheLargestField55FitsItsField: 255 bytes (PROTOCOL.md 2.2).
func TestTheLargestField55FitsItsField(t *testing.T) {
	c := Chip{values: map[string][]byte{}}
	for _, r := range known {
		c.values[r.tag] = make([]byte, r.max)
	}
	require.NoError(t, c.sized())
	require.LessOrEqual(t, len(Field55(Complete(c.data(), evening))), 255)
}

// TestEveryCardKindHasATransactionType: tag 9C of a kind that nobody thought of would read 00, a purchase.
func TestEveryCardKindHasATransactionType(t *testing.T) {
	for _, k := range txn.Kinds() {
		_, has := transactionTypes[k]
		require.Equal(t, k.Carded(), has, k)
	}
}

func TestTagsForThePaper(t *testing.T) {
	b, err := Resolve("B", inLab(""))
	require.NoError(t, err)
	tags := Tags(Complete(b.Card.Chip, evening))
	for _, tag := range strings.Fields("9F26 9F27 95 84 9B 9F36 9F37 82 9F10 50 9F12") {
		require.NotEmpty(t, tags[tag], tag)
	}
	require.Len(t, tags, 11)
	require.NotContains(t, fmt.Sprint(tags), testPAN)
	require.Empty(t, Tags(""))
	require.Empty(t, Tags("\x9F"), "data of another program")
}

func TestTheUnpredictableNumberDependsOnTheTransaction(t *testing.T) {
	d, other := evening, evening
	d.Unpredictable, other.Unpredictable = [4]byte{}, [4]byte{}
	other.Trace++
	require.Equal(t, unpredictable(d), unpredictable(d))
	require.NotEqual(t, unpredictable(d), unpredictable(other))
}

func TestTLV(t *testing.T) {
	long := element{"9F10", make([]byte, 200)}
	for _, e := range []element{{"95", []byte{1, 2}}, {"9F36", nil}, long} {
		all, err := parseTLV(appendTLV(nil, e))
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, e.tag, all[0].tag)
		require.Len(t, all[0].value, len(e.value))
	}
	require.Equal(t, "9F1081C8", strings.ToUpper(hex.EncodeToString(appendTLV(nil, long)[:4])), "a length of one byte behind 81")
	for _, bad := range []string{"95", "9F", "9505", "950501", "9581", "958105", "9582000101", "0001FF", "9F8001", "9F81820100"} {
		_, err := parseTLV(unhex(bad))
		require.ErrorIs(t, err, errTLV, bad)
	}
}

func FuzzTLV(f *testing.F) {
	f.Add(unhex("9F36020001950500000080009F1081C8"))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := parseTLV(data)
		if err != nil {
			return
		}
		var again []byte
		for _, e := range all {
			again = appendTLV(again, e)
		}
		back, err := parseTLV(again)
		require.NoError(t, err)
		require.Equal(t, all, back)
	})
}
