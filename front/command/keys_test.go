package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms/keys"
	"posterm/emulator"
	"posterm/internal/canary"
)

// suites are all forms of sign-in with the MACs that go with them.
var suites = []struct {
	form keys.Form
	mac  keys.Algorithm
}{
	{keys.FormDouble, keys.UnionPayECB}, {keys.FormDouble, keys.X919},
	{keys.FormTrack, keys.UnionPayECB}, {keys.FormTrack, keys.X919},
	{keys.FormSM4, keys.SM4MAC}, {keys.FormSM4Dialect, keys.SM4MAC},
}

// security is a configuration of keys and MAC.
func security(form keys.Form, mac keys.Algorithm) settings {
	return settings{"host.signin": quoted(string(form)), "host.mac": quoted(string(mac))}
}

// hostOf is a lab's host with which that configuration works.
func hostOf(mac keys.Algorithm) emulator.Options {
	if mac == keys.SM4MAC {
		return emulator.Options{}
	}
	return emulator.Options{MAC: mac}
}

// TestEveryFormOfKeys: sign-in, sale with PIN, wrong PIN, balance, void, a wrong MAC and
// its reversal, and everything that was on the line stands nowhere else.
func TestEveryFormOfKeys(t *testing.T) {
	t.Parallel()
	for _, s := range suites {
		t.Run(string(s.form)+" "+string(s.mac), func(t *testing.T) {
			t.Parallel()
			r := rigWith(t, hostOf(s.mac))
			tap := r.tapped(security(s.form, s.mac))
			first := r.sale("12.34")
			require.Equal(t, "487.66", r.balance("A"))
			wrong := r.ask(3, "sale", "1", "--card", "A", "--pin", "271828")
			require.Equal(t, "55", wrong["response"])
			require.Equal(t, "487.66", r.ask(0, "balance", "--card", "A")["balance"])
			require.Equal(t, "00", r.ask(0, "void", first["trace"].(string), "--card", "A")["response"])
			require.Equal(t, "500.00", r.balance("A"))

			r.fault("bad_mac", "0200")
			doubt := r.ask(4, "sale", "5", "--card", "A")
			require.Equal(t, "being_reversed", doubt["verdict"])
			require.Equal(t, "A0", doubt.in("reversal")["reason"])
			r.fault("bad_mac", "0400")
			require.Equal(t, []any{doubt["trace"]}, r.ask(0, "sale", "6", "--card", "A")["reversed_before"], "an 0410 that is not authentic ends nothing, the next one does")
			require.Equal(t, "494.00", r.balance("A"))

			detail := r.checks(0)["keys"]["detail"]
			require.Contains(t, detail, string(s.form))
			require.Contains(t, detail, string(s.mac))
			r.agrees()
			r.canaries = onTheLine(t, tap, s.form, s.mac)
		})
	}
}

// onTheLine checks what passed on the line, and gives its secrets.
func onTheLine(t *testing.T, tap *tap, form keys.Form, mac keys.Algorithm) (all []canary.Secret) {
	t.Helper()
	for _, f60 := range tap.fields("0800", 60) {
		require.True(t, strings.HasSuffix(f60, string(form)), f60)
	}
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	for _, block := range tap.fields("0810", 62) {
		w, err := keys.Open(form, mac, tmk, []byte(block))
		require.NoError(t, err)
		all = append(all, canary.Octets("PIN key", w.PIK), canary.Octets("MAC key", w.MAK))
		if form != keys.FormDouble {
			all = append(all, canary.Octets("track key", w.TDK))
		}
	}
	require.NotEmpty(t, all)
	blocks, tagged, control := tap.fields("0200", 52), tap.fields("0200", 59), "2600000000000000"
	if form.SM4() {
		blocks, tagged, control = tagged, blocks, "2400000000000000"
	}
	require.Empty(t, tagged)
	require.Len(t, blocks, 6) // three sales and the one that was declined, balance, void
	for _, block := range blocks {
		if form.SM4() {
			require.Len(t, block, 21)
			require.True(t, strings.HasPrefix(block, "A1016"))
			block = block[5:]
		}
		all = append(all, canary.Octets("PIN block", []byte(block)))
	}
	for _, f53 := range tap.fields("0200", 53) {
		require.Equal(t, control, f53)
	}
	require.Len(t, tap.fields("0200", 26), 6)
	return all
}

// TestOtherKeysAreConfigured: the keys of the last sign-in are no keys any more when the
// configuration asks for others; what was owed under them is delivered under the new ones.
func TestOtherKeysAreConfigured(t *testing.T) {
	t.Parallel()
	for _, s := range []struct{ before, after settings }{
		{settings{}, security(keys.FormSM4, keys.SM4MAC)},
		{security(keys.FormSM4, keys.SM4MAC), settings{}},
		{settings{}, security(keys.FormTrack, keys.UnionPayECB)},
	} {
		t.Run(s.after["host.signin"], func(t *testing.T) {
			t.Parallel()
			r := newRig(t, s.before)
			first := r.sale("1")
			r.fault("drop_response", "0200")
			doubt := r.ask(4, "sale", "2", "--card", "A")

			manual := settings{"terminal.auto_signin": "false"}
			r.configure(s.after, manual)
			r.refused(6, "not_signed_in", "sale", "3", "--card", "A")
			require.Contains(t, r.checks(0)["keys"]["hint"], "未签到")
			r.configure(s.after)
			next := r.sale("3")
			require.Equal(t, []any{doubt["trace"]}, next["reversed_before"])
			require.Equal(t, "returned", r.ask(0, "void", first["trace"].(string), "--card", "A")["verdict"])
			require.Empty(t, r.checks(0)["keys"]["hint"])
			r.agrees()
		})
	}
}

// TestThreeDESAtAHostWithAnotherMAC: a contradiction between the two sides moves no money.
func TestThreeDESAtAHostWithAnotherMAC(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{MAC: keys.X919}, security(keys.FormTrack, keys.UnionPayECB))
	r.refused(6, "sign_in_failed", "sale", "1", "--card", "A")
	require.Empty(t, r.lab.Host.Ledger())
	r.configure(security(keys.FormSM4, keys.SM4MAC)) // SM4 is not the host's choice
	r.sale("1")
	r.agrees()
}
