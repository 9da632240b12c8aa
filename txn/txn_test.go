package txn

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseFen(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Fen
	}{
		{"0.01", 1}, {"12", 1200}, {"12.3", 1230}, {"12.34", 1234}, {"007", 700}, {"9999999.99", AmountLimit},
	} {
		got, err := ParseFen(tt.in)
		require.NoError(t, err, tt.in)
		require.Equal(t, tt.want, got, tt.in)
	}
	for fen := Fen(1); fen <= 100_000; fen++ { // a float gets some of them wrong, 4.35 among them
		got, err := ParseFen(fen.String())
		require.NoError(t, err)
		require.Equal(t, fen, got)
	}
	for _, bad := range []string{
		"", "0", "0.00", "-1", "+1", "1.234", "1.", ".5", "1,00", "1e3", " 1", "1 ", "10000000", "99999999999999999999", "１２", "0x10", "一", "1.2.3", "12.3元", "\x00",
	} {
		_, err := ParseFen(bad)
		require.ErrorIs(t, err, ErrAmount, bad)
	}
}

func FuzzParseFen(f *testing.F) {
	f.Add("12.34")
	f.Add("１２")
	f.Fuzz(func(t *testing.T, s string) {
		fen, err := ParseFen(s)
		if err != nil {
			return
		}
		if fen < 1 || fen > AmountLimit {
			t.Fatalf("%q became %d", s, fen)
		}
		again, err := ParseFen(fen.String())
		if err != nil || again != fen {
			t.Fatalf("%q became %s became %s (%v)", s, fen, again, err)
		}
	})
}

func TestNumbersWrap(t *testing.T) {
	require.Equal(t, Trace(1), TraceLimit.Next())
	require.Equal(t, Trace(13), Trace(12).Next())
	require.Equal(t, Batch(1), Batch(TraceLimit).Next())
	for _, tt := range []struct {
		in   string
		want Ref
	}{{"12", Ref{0, 12}}, {"000012", Ref{0, 12}}, {"000003/000012", Ref{3, 12}}} {
		got, err := ParseRef(tt.in)
		require.NoError(t, err)
		require.Equal(t, tt.want, got)
	}
	for _, bad := range []string{"", "0", "1234567", "1/", "/1", "a", "1/2/3", "-1", "１"} {
		_, err := ParseRef(bad)
		require.Error(t, err, bad)
	}
}

// TestSecretsDoNotPrint tries every verb and every encoder a programmer reaches for by accident.
func TestSecretsDoNotPrint(t *testing.T) {
	const pan = "6222021234567890128"
	card := Card{PAN: pan, Track2: pan + "=30121010000000000000", Chip: "\x5A\x0ACHIPSECRET", Entry: Swipe}
	block := PINBlock("\x01\x02SECRET")
	asJSON, err := json.Marshal(struct {
		Card  Card
		Block PINBlock
	}{card, block})
	require.NoError(t, err)
	var all strings.Builder
	all.Write(asJSON)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%o", "%t"} {
		fmt.Fprintf(&all, verb+verb+verb+verb+verb, card.PAN, card.Track2, card.Chip, block, card)
	}
	printed := strings.ToUpper(all.String())
	for _, secret := range []string{pan, fmt.Sprintf("%X", pan), pan[6:15], "SECRET", fmt.Sprintf("%X", "SECRET"), "1010000"} {
		require.NotContains(t, printed, secret)
	}
	require.Contains(t, printed, "622202*********0128")
}

func TestCards(t *testing.T) {
	_, err := ParsePAN("6222021234567890128")
	require.NoError(t, err)
	for _, bad := range []string{"", "6222021234567890129", "622202", "62220212345678901281234", "622202123456789012８"} {
		_, err := ParsePAN(bad)
		require.ErrorIs(t, err, ErrCard, bad)
	}
	track, err := ParseTrack2(";6222021234567890128=30121010000000?")
	require.NoError(t, err)
	require.Equal(t, PAN("6222021234567890128"), track.PAN())
	require.Equal(t, Expiry("3012"), track.Expiry())
	for _, bad := range []string{"", ";?", "6222021234567890128", "6222021234567890128=30", "6222021234567890128=3012x01", strings.Repeat("1", 40)} {
		_, err := ParseTrack2(bad)
		require.ErrorIs(t, err, ErrCard, bad)
		require.NotContains(t, err.Error(), "6222021234567890128")
	}
}

// TestTablesHaveNoEmptyCells walks every table, so that a row cannot be half added.
func TestTablesHaveNoEmptyCells(t *testing.T) {
	for _, k := range Kinds() {
		require.NotEmpty(t, k.String())
		require.NotEmpty(t, k.Words().ZH)
		require.NotEmpty(t, k.Words().EN)
		require.False(t, k.Moves() && !k.Gated() && !k.Local(), "%s moves money past owed reversals", k)
		require.False(t, k.Local() && (k.Gated() || k.Side() != Uncounted || k.Means() != NoMeans), "%s: the host hears of what is recorded here alone", k)
		roundTrip(t, k, new(Kind))
	}
	for f := FaultUnknown; f < faultCount; f++ {
		require.NotEmpty(t, f.Words().ZH)
		require.NotEmpty(t, f.Words().EN)
		require.NotEmpty(t, f.Mend().ZH)
		require.NotEmpty(t, f.Mend().EN)
		roundTrip(t, f, new(Fault))
	}
	for m := MoneyNone; m < moneyCount; m++ {
		roundTrip(t, m, new(Money))
	}
	for p := PaperNotDue; p < paperCount; p++ {
		roundTrip(t, p, new(Paper))
	}
	for v := NotPaid; v < verdictCount; v++ {
		roundTrip(t, v, new(Verdict))
	}
	for e := EntryNone; e < entryCount; e++ {
		roundTrip(t, e, new(Entry))
	}
	for f := FormNone; f < formCount; f++ {
		roundTrip(t, f, new(Form))
	}
	for g := GradeNone; g < gradeCount; g++ {
		roundTrip(t, g, new(Grade))
	}
	for h := Merchant; h < holderCount; h++ {
		roundTrip(t, h, new(Holder))
	}
	for code, row := range codes {
		require.Len(t, string(code), 2)
		require.NotEmpty(t, row.words.ZH, code)
		require.NotEmpty(t, row.words.EN, code)
		require.NotEqual(t, Unknown, row.class, code)
	}
}

func roundTrip[T comparable](t *testing.T, v T, back *T) {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, back))
	require.Equal(t, v, *back)
}

func TestWhatCodesMean(t *testing.T) {
	for code, class := range map[Code]Class{
		"00": Approved, "11": Approved, "A2": Approved, "A6": Approved, "10": Partial, "ZZ": Unknown, "": Unknown,
		"51": Declined, "91": Transient, "A0": SignFirst, "77": SignFirst, "99": SignFirst, "94": Declined,
	} {
		require.Equal(t, class, code.Class(), code)
	}
	require.False(t, Code("10").Approves() || Code("10").Declines(), "a partial approval is in doubt")
	require.False(t, Code("ZZ").Approves() || Code("ZZ").Declines(), "an unknown code is in doubt")
	for _, code := range []Code{"00", "12", "25"} {
		require.True(t, code.EndsReversal())
	}
	require.False(t, Code("01").EndsReversal())
	require.NotEmpty(t, Code("ZZ").Words().ZH)
}

func TestVerdicts(t *testing.T) {
	for _, tt := range []struct {
		k         Kind
		m         Money
		succeeded bool
		want      Verdict
	}{
		{Sale, MoneyApproved, true, Paid}, {Sale, MoneyDeclined, false, NotPaid}, {Sale, MoneyNone, false, NotPaid},
		{Sale, MoneyReversing, false, BeingReversed}, {Sale, MoneyReversed, false, NotPaid}, {Sale, MoneyParked, false, NeedsPerson},
		{Sale, MoneyPending, false, Asking}, {Sale, MoneyVoided, true, Returned},
		{Void, MoneyApproved, true, Returned}, {Void, MoneyDeclined, false, NotDone}, {Void, MoneyReversed, false, NotDone},
		{Balance, MoneyNone, true, Done}, {Balance, MoneyNone, false, NotDone}, {SignIn, MoneyNone, true, Done},
	} {
		require.Equal(t, tt.want, Judge(tt.k, tt.m, tt.succeeded), "%s %s", tt.k, tt.m)
	}
}
