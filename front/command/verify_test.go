package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// code reads the QR code off the newest slip.
func (r *rig) code() string {
	r.Helper()
	slips := r.lab.Printer.Slips()
	codes := slips[len(slips)-1].Codes
	require.Len(r, codes, 1)
	require.Equal(r, "qr", codes[0].Type)
	return codes[0].Data
}

// TestVerify: the code on paper tells a genuine slip from any other, and what became of it since.
func TestVerify(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.slip_code": `"summary"`})
	r.ask(0, "signin")
	sold := r.sale("12.34")
	code := r.code()
	key := r.ask(0, "verify")["key"].(string)
	for _, args := range [][]string{{"verify", code}, {"verify", code, "--key", key}} {
		o := r.ask(0, args...)
		require.Equal(t, true, o["genuine"])
		require.Equal(t, sold["trace"], o["trace"])
		require.Equal(t, "12.34", o["amount"])
		require.Equal(t, "approved", o["says"])
		require.Equal(t, sold["rrn"], o["rrn"])
	}
	require.Nil(t, r.ask(0, "verify", code, "--key", key)["now"])
	require.Equal(t, "paid", r.ask(0, "verify", code).in("now")["verdict"])
	r.ask(0, "void", sold["trace"].(string), "--card", "A")
	require.NotEqual(t, code, r.code(), "the void has a code of its own")
	out := r.run("verify", code).out
	require.Contains(t, out, "签名有效")
	require.Contains(t, out, "现在：该交易已撤销")

	forged := strings.Replace(code, ":1234:", ":9234:", 1)
	require.Equal(t, false, r.ask(1, "verify", forged)["genuine"])
	require.Contains(t, r.run("verify", forged).out, "签名不符")
	require.Equal(t, false, r.ask(1, "verify", code, "--key", strings.Repeat("00", 32))["genuine"])
	r.refused(2, "bad_summary", "verify", "https://example.com")
	r.refused(2, "usage", "verify", code, "--key", "abc")
	r.stdin = strings.NewReader(code + "\n")
	require.Equal(t, true, r.ask(0, "verify", "-")["genuine"])
}

// TestWhichSlipsHaveACode: those that say what became of the money. What is no proof has none, and none is
// printed unless it was asked for.
func TestWhichSlipsHaveACode(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.sale("1")
	require.Empty(t, r.lab.Printer.Slips()[0].Codes)
	r.configure(settings{"terminal.slip_code": `"summary"`})
	trace := r.park("2")
	require.Equal(t, "unsolved", r.ask(0, "verify", r.code())["says"])
	r.ask(0, "reversal", "retry", trace)
	require.Equal(t, "reversed", r.ask(0, "verify", r.code())["says"])
	r.ask(3, "sale", "1.00", "--card", "lost")
	r.ask(0, "reprint")
	slips := r.lab.Printer.Slips()
	require.Contains(t, slips[len(slips)-1].Text, "未成功")
	require.Empty(t, slips[len(slips)-1].Codes)
	r.hurt(printer.Faults{Paper: ptr("ok")})
	r.agrees()
}
