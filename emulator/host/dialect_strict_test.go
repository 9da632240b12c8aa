package host_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/host"
)

// sold is a stranger that has signed in and sold something: the fields of the sale.
func (s *stranger) sold() map[int]string {
	s.t.Helper()
	s.trace = s.trace.Next()
	require.Equal(s.t, "00", s.ask("0800", map[int]string{70: "001"}).Get(39))
	sale := s.card("000000", "000000001234")
	require.Equal(s.t, "00", s.ask("0200", sale).Get(39))
	return sale
}

const nobody = "0000000000000000000000" // the institutions of field 90

// What the other profile wants of its messages is wanted, and named by its own fields.
func TestAHostOfAnotherProfileIsStrict(t *testing.T) {
	reversed := func(elements string) func(map[int]string) {
		return func(f map[int]string) { f[39], f[90] = "98", elements }
	}
	for _, tt := range []struct {
		name, mti, code string
		field           int
		change          func(f map[int]string)
	}{
		{"no time of sending", "0200", "30", 7, func(f map[int]string) { f[7] = "" }},
		{"no time", "0200", "30", 12, func(f map[int]string) { f[12] = "" }},
		{"no date", "0200", "30", 13, func(f map[int]string) { f[13] = "" }},
		{"hour 25", "0200", "30", 7, func(f map[int]string) { f[7] = "1121251503" }},
		{"minute 60", "0200", "30", 12, func(f map[int]string) { f[12] = "206003" }},
		{"month 13", "0200", "30", 13, func(f map[int]string) { f[13] = "1321" }},
		{"no batch", "0200", "30", 60, func(f map[int]string) { f[60] = "" }},
		{"half a batch", "0200", "30", 60, func(f map[int]string) { f[60] = "0001" }},
		{"unknown processing code", "0200", "40", 3, func(f map[int]string) { f[3] = "990000" }},
		{"unknown network code", "0800", "40", 70, func(f map[int]string) { f[70] = "777" }},
		{"a batch that is not open", "0200", "77", 60, func(f map[int]string) { f[60] = "000002" }},
		{"text in another alphabet", "0200", "30", 60, func(f map[int]string) { f[60] = "00000\xb2" }},
		{"no 90", "0400", "30", 90, func(f map[int]string) { f[39] = "98" }},
		{"90 of another trace", "0400", "30", 90, reversed("0200" + "000099" + "1121121503" + nobody)},
		{"90 of another message", "0400", "30", 90, reversed("0100" + "000002" + "1121121503" + nobody)},
		{"90 of another time", "0400", "30", 90, reversed("0200" + "000002" + "1121121504" + nobody)},
		{"90 without a time", "0400", "30", 90, reversed("0200" + "000002" + "0000000000" + nobody)},
		{"no card", "0400", "30", 2, func(f map[int]string) { reversed("0200" + "000002" + "1121121503" + nobody)(f); f[35] = "" }},
		{"cancelled by the customer", "0400", "30", 39, func(f map[int]string) { reversed("0200" + "000002" + "1121121503" + nobody)(f); f[39] = "17" }},
		{"a refund without a day", "0220", "30", 90, func(f map[int]string) {
			f[3], f[37], f[90] = "200000", "000000000002", "0200"+"000000"+"0000000000"+nobody
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStranger(t, newLab(t, speaks("ascii87")))
			fields := s.sold()
			if tt.mti != "0400" {
				fields = s.card("000000", "000000001234")
			}
			tt.change(fields)
			for len(s.events) > 0 {
				<-s.events
			}
			require.Equal(t, tt.code, s.ask(tt.mti, fields).Get(39))
			e := s.event(host.Decided)
			require.Equal(t, tt.field, e.Field, e.Reason)
			require.NotEmpty(t, e.Reason)
			require.NotContains(t, e.Reason, "60.")
			require.NotContains(t, e.Reason, "61")
			require.Equal(t, "487.66", s.balance("A"))
		})
	}
}

// The time of sending of an original outlives the host.
func TestTheTimeOfSendingSurvives(t *testing.T) {
	dir := t.TempDir()
	s := newStranger(t, newLab(t, speaks("ascii87"), ledgerFile(dir)))
	sale, trace := s.sold(), s.trace
	require.NoError(t, s.host.Close())
	again := newStranger(t, newLab(t, speaks("ascii87"), ledgerFile(dir)))
	again.trace = trace
	sale[39], sale[90] = "98", "0200"+trace.String()+"1121121504"+nobody
	require.Equal(t, "30", again.ask("0400", sale).Get(39))
	sale[90] = "0200" + trace.String() + "1121121503" + nobody
	require.Equal(t, "00", again.ask("0400", sale).Get(39))
	require.Equal(t, "500.00", again.balance("A"))
}
