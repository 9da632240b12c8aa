package profile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/txn"
)

func TestEveryProfileIsReadOnce(t *testing.T) {
	require.Equal(t, "unionpay", Names()[0], "the default first")
	require.Contains(t, Names(), "ascii87")
	for _, name := range Names() {
		p, err := ByName(name)
		require.NoError(t, err)
		require.Equal(t, name, p.Name, "a file is called like its profile")
		again, err := ByName(name)
		require.NoError(t, err)
		require.Same(t, p, again)
	}
	_, err := ByName("visa")
	require.EqualError(t, err, fmt.Sprintf(`unknown host profile "visa": there are %q`, Names()))
}

func TestUnionPay(t *testing.T) {
	p, err := ByName("unionpay")
	require.NoError(t, err)
	require.Equal(t, frame.Format{}, p.Frame)
	require.Equal(t, "6000010000", p.TPDU.String())
	require.Equal(t, 64, p.Last())
	require.Equal(t, Field{Number, 19, 2, true, txn.Words{ZH: "主账号", EN: "card number"}, PAN, false, ""}, p.Field(2))
	require.Equal(t, Field{Number, 3, 0, true, txn.Words{ZH: "服务点输入方式码", EN: "entry mode"}, Whole, false, ""}, p.Field(22))
	require.True(t, p.Field(41).Signs, "ans8")
	require.False(t, p.Field(37).Signs, "an12")
	require.Equal(t, Unknown, p.Field(5).Kind)
	require.Equal(t, Unknown, p.Field(65).Kind)
	require.Equal(t, Unknown, p.Field(-1).Kind)
	require.Equal(t, Limits{115, 29, 30}, p.Limits)
	require.Equal(t, Part{"batch", 6}, p.Parts[60][1])
	require.True(t, p.Security.MAC)
}

func TestFind(t *testing.T) {
	for _, tt := range []struct {
		profile string
		like    Message
		name    string
	}{
		{"unionpay", Message{MTI: "0200", Processing: "000000", Condition: "06", Type: "20", Network: "000"}, "complete"},
		{"unionpay", Message{MTI: "0820", Type: "00", Network: "301"}, "echo"},
		{"unionpay", Message{MTI: "0620"}, ""},
		{"ascii87", Message{MTI: "0200", Processing: "020000"}, "void"},
		{"ascii87", Message{MTI: "0400", Processing: "020000"}, "reversal"},
		{"ascii87", Message{MTI: "0800", Network: "001"}, "signin"},
		{"ascii87", Message{MTI: "0800", Network: "099"}, ""},
	} {
		p, err := ByName(tt.profile)
		require.NoError(t, err)
		name, found := p.Find(tt.like)
		require.Equal(t, tt.name, name)
		require.Equal(t, tt.name != "", found)
	}
}

// A profile that is wrong is refused with its line, and with what would be right.
func TestParseRefuses(t *testing.T) {
	good, err := files.ReadFile("ascii87.toml")
	require.NoError(t, err)
	for _, tt := range []struct{ old, new, says string }{
		{`mti = "ascii"`, `mti = "ebcdic"`, `"ebcdic" is not known: there are ["bcd" "ascii"]`},
		{`length = "ascii"`, `length = "none"`, `there are "binary" and "ascii"`},
		{`tpdu = ""`, `tpdu = "60"`, "want 10 hex digits"},
		{`tpdu = ""`, `tpdu = "6000010000"`, "both, or neither"},
		{`mac = "none"`, `mac = "session"`, "a MAC needs the keys of a sign-in"},
		{`mac = "none"`, `mac = true`, `there are "session" and "none"`},
		{`operator = "01"`, `oprator = "01"`, `did you mean "terminal.operator"?`},
		{`match = "3 4 7 11 41 42"`, `match = "3 4 129"`, `"129" is no field number`},
		{`match = "3 4 7 11 41 42"`, `match = "3 4 65"`, "answer: there is no field 65"},
		{`match = "3 4 7 11 41 42"`, `match = ""`, "answers nothing"},
		{`refund_days = 30`, `refund_days = 0`, "above 0"},
		{`60 = "batch 6"`, `60 = "batch"`, "want a name and a number of digits"},
		{`60 = "batch 6"`, `11 = "batch 7"`, "parts.11: 7 digits, the field has 6"},
		{`type = "n..19"`, `type = "n.19"`, "want a kind and a length"},
		{`type = "n..19"`, `type = "n..119"`, "ends at 99"},
		{`type = "n..19", zh = "主账号"`, `type = "n..19"`, "fields.2: type, zh or en is missing"},
		{`, shown = "pan"`, ``, "fields.2: it may hold secrets"},
		{`, shown = "pan"`, `, shown = "all"`, `shown "all" is not known`},
		{`, shown = "pan"`, `, show = "pan"`, `did you mean "shown"?`},
		{`network = "301"`, `network = "1"`, `"1" does not look like`},
		{`network = "301"`, `netwrk = "301"`, `did you mean "network"?`},
		{`fields = "2C 3 7 11`, `fields = "2C 3 11 7`, "messages.balance: field 7 is out of order"},
		{`fields = "2C 3 7 11`, `fields = "2C 3 7 11 65`, "messages.balance: there is no field 65"},
		{`fields = "2C 3 7 11`, `mac = true` + "\n" + `fields = "2C 3 7 11`, "messages.balance: there is no MAC"},
		{`mti = "0400"`, `mti = "0410"`, `"0410" does not look like`},
		{`name = "ascii87"`, `name = 87`, "want text in quotes"},
		{`name = "ascii87"`, ``, "name, zh or en is missing"},
		{`lengths = "ascii"`, ``, "[wire] is not complete"},
	} {
		t.Run(tt.new, func(t *testing.T) {
			require.Contains(t, string(good), tt.old)
			_, err := Parse("x.toml", []byte(strings.Replace(string(good), tt.old, tt.new, 1)))
			require.ErrorContains(t, err, "x.toml:")
			require.ErrorContains(t, err, tt.says)
		})
	}
}

// FuzzParse: whatever a file holds, it is a profile that can be worked with, or refused.
func FuzzParse(f *testing.F) {
	for _, name := range Names() {
		doc, err := files.ReadFile(name + ".toml")
		require.NoError(f, err)
		f.Add(doc)
	}
	f.Add([]byte("[fields]\n2 = {}"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		p, err := Parse("f", doc)
		if err != nil {
			return
		}
		for _, n := range p.Match {
			require.NotEqual(t, Unknown, p.Field(n).Kind)
		}
		require.LessOrEqual(t, p.Last(), lastNumber)
	})
}

// BenchmarkParse is what the start of every program pays for the default profile.
func BenchmarkParse(b *testing.B) {
	doc, err := files.ReadFile(Default + ".toml")
	require.NoError(b, err)
	for b.Loop() {
		_, err = Parse("f", doc)
	}
	require.NoError(b, err)
}
