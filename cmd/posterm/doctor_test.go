package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// checks runs the doctor and gives what it says by name.
func (r *rig) checks(exit int) map[string]object {
	r.Helper()
	all := map[string]object{}
	for _, c := range r.ask(exit, "doctor").list("checks") {
		require.Equal(r, []string{"detail", "hint", "name", "ok"}, members(c))
		all[c["name"].(string)] = c
	}
	return all
}

func TestDoctorWhenAllIsWell(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.sale("1")
	all := r.checks(0)
	for _, name := range []string{"storage", "disk", "clock", "keys", "host", "printer"} {
		require.Equal(t, true, all[name]["ok"], name)
		require.Empty(t, all[name]["hint"], name)
	}
	require.Contains(t, all["printer"]["detail"], "printed", "what the printer can prove")
	require.Contains(t, r.run("--lang", "en", "doctor").out, "test keys")
	require.Len(t, r.lab.Printer.Slips(), 2, "the doctor prints nothing")
	require.Len(t, r.lab.Host.Ledger(), 1, "and sends nothing")
}

func TestDoctorWhenAllIsDown(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"host.primary": `"127.0.0.1:1"`, "printer.port": `"tcp://127.0.0.1:1"`})
	all := r.checks(1)
	for _, name := range []string{"storage", "host", "printer"} {
		require.Equal(t, false, all[name]["ok"], name)
		require.NotEmpty(t, all[name]["hint"], name)
	}
	require.Contains(t, all["storage"]["hint"], "posterm init")
	require.Equal(t, "127.0.0.1:1: 连接被拒绝", all["host"]["detail"])
	require.NoDirExists(t, r.dir, "the doctor makes nothing")
}

func TestDoctorAtThePrinter(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		hurt printer.Faults
		ok   bool
		want string
	}{
		"no paper":   {printer.Faults{Paper: ptr("out")}, false, "缺纸"},
		"open":       {printer.Faults{Cover: ptr("open")}, false, "盖未关"},
		"gs_r":       {printer.Faults{Confirm: ptr("gs_r")}, true, "processed"},
		"no confirm": {printer.Faults{Confirm: ptr("none")}, true, "unconfirmed"},
		"silent":     {printer.Faults{Silent: ptr(true)}, false, "无应答"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.ask(0, "init")
			r.hurt(tt.hurt)
			exit := 1
			if tt.ok {
				exit = 0
			}
			c := r.checks(exit)["printer"]
			require.Equal(t, tt.ok, c["ok"], c)
			require.Contains(t, c["detail"], tt.want)
		})
	}
}

func TestDoctorWithoutPrinter(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"printer.port": `"none"`})
	r.ask(0, "init")
	require.Equal(t, true, r.checks(0)["printer"]["ok"])
}

// TestDoctorKeepsAwayFromASlip: its confirmation belongs to the terminal.
func TestDoctorKeepsAwayFromASlip(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.ask(0, "signin")
	r.hurt(printer.Faults{PaperOutAfterRows: ptr(200)})
	r.ask(5, "sale", "1", "--card", "A")
	c := r.checks(1)["printer"]
	require.Contains(t, c["hint"], "reprint")
}
