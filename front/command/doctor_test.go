package command

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
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
	require.Contains(t, all["printer"]["detail"], "自动上报状态", "and what it tells by itself")
	require.Contains(t, r.run("--lang", "en", "doctor").out, "test keys")
	require.Len(t, r.lab.Printer.Slips(), 2, "the doctor prints nothing")
	require.Len(t, r.lab.Host.Ledger(), 1, "and sends nothing")
}

// Covers: R37, R83, R87.
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

// TestDoctorTellsThePrinter: its make, its roll, the cold, and what cannot be drawn.
//
// Covers: R28, R37.
func TestDoctorTellsThePrinter(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"printer.temperature": `"-7"`})
	r.ask(0, "init")
	r.hurt(printer.Faults{Paper: ptr("near_end")})
	all := r.checks(0)
	require.Contains(t, all["make"]["detail"], "58mm  58 毫米，汉字，切刀  纸宽 58 毫米，384 点，每行 32 字符")
	require.Equal(t, "纸将尽", all["roll"]["detail"])
	require.Contains(t, all["warmth"]["detail"], "-7.0 °C")
	require.Contains(t, all["warmth"]["hint"], "字迹可能较淡")
	require.NotContains(t, all, "print")
	r.configure(settings{"printer.profile": `"58mm-dots"`, "terminal.merchant_name": `"龘记"`, "printer.temperature": `"20"`})
	all = r.checks(1)
	require.Contains(t, all["make"]["hint"], "龘")
	require.Contains(t, all["roll"]["detail"], "没有纸将尽传感器")
	require.Empty(t, all["warmth"]["hint"])
	r.configure(settings{"printer.temperature": `"/not/there"`})
	require.Contains(t, r.checks(1)["warmth"]["hint"], "printer.temperature")
	require.Empty(t, r.lab.Printer.Slips())
}

// TestDoctorPrintsATrial: a slip that is no receipt, and what the printer proved by it.
//
// Covers: R37, R43.
func TestDoctorPrintsATrial(t *testing.T) {
	t.Parallel()
	for confirm, want := range map[string]string{"process_id": "printed", "gs_r": "processed", "none": "unconfirmed"} {
		t.Run(confirm, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.ask(0, "init")
			r.hurt(printer.Faults{Confirm: ptr(confirm)})
			found := map[string]object{}
			for _, c := range r.ask(0, "doctor", "--print").list("checks") {
				found[c["name"].(string)] = c
			}
			require.Contains(t, found["print"]["detail"], want)
			slips := r.lab.Printer.Slips()
			require.Len(t, slips, 1)
			require.Contains(t, slips[0].Text, "非凭证")
			require.Contains(t, slips[0].Text, "12345678901234567890123456789012\n", "as wide as the paper")
			require.True(t, slips[0].Complete)
			for name := range r.lab.Printer.Unsupported() {
				require.Equal(t, "GS ( H", name, "it was told not to know process ids")
			}
		})
	}
	r := newRig(t)
	r.ask(0, "init")
	r.hurt(printer.Faults{PaperOutAfterRows: ptr(100)})
	require.Contains(t, r.run("doctor", "--print").out, "缺纸")
}

// TestAnUnreadableSlip: the copy says what it is, and the journal that somebody asked for it.
//
// Covers: R8, R41.
func TestAnUnreadableSlip(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.copies": "1"})
	trace := r.sale("1")["trace"].(string)
	require.Equal(t, object{"merchant": "printed", "cardholder": "not_due"}, r.ask(0, "reprint", "--unreadable").in("paper"))
	slips := r.lab.Printer.Slips()
	require.Len(t, slips, 2)
	require.Contains(t, slips[1].Text, mark)
	require.Contains(t, slips[1].Text, "原小票字迹不清")
	require.NotContains(t, slips[0].Text, "字迹不清")
	asked := 0
	for _, row := range r.ask(0, "journal", "show", trace).list("rows") {
		if object(row).in("body")["unreadable"] == true {
			asked++
		}
	}
	require.Equal(t, 1, asked)
	r.agrees()
}

// TestASlipInTheCold says so itself, and so does the reply; a warmer one takes it back.
//
// Covers: R28, R30.
func TestASlipInTheCold(t *testing.T) {
	t.Parallel()
	r := newRig(t, settings{"terminal.copies": "1", "printer.temperature": `"-7"`})
	o := r.ask(0, "sale", "1", "--card", "A")
	require.Equal(t, true, o["faint"])
	require.Contains(t, o["said"], "字迹可能较淡")
	require.Contains(t, o["next"], "字迹不清")
	require.Contains(t, r.lab.Printer.Slips()[0].Text, "PRINT MAY BE FAINT")
	require.Equal(t, true, r.ask(0, "status")["faint"])
	r.configure(settings{"terminal.copies": "1"})
	require.NotContains(t, r.ask(0, "reprint", "--unreadable"), "faint")
	r.agrees()
}

// TestAPrinterWithoutHanzi: the slip is drawn, whole and confirmed, and no byte of it is an order.
func TestAPrinterWithoutHanzi(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{Printer: printer.Options{Width: 576}}, settings{"terminal.copies": "1", "printer.profile": `"80mm-dots"`})
	o := r.sale("12.34")
	require.Equal(t, "printed", o.in("paper")["merchant"])
	require.Equal(t, "printed", o["grade"])
	slips := r.lab.Printer.Slips()
	require.Len(t, slips, 1)
	require.True(t, slips[0].Complete)
	require.Equal(t, printer.Legibility("good"), slips[0].Legibility)
	require.Contains(t, slips[0].Text, strings.Repeat("-", 48), "what is ASCII is text")
	require.NotContains(t, slips[0].Text, "签购单", "what is not is dots")
	require.Empty(t, r.lab.Printer.Unsupported())
}

// TestATearBar: without a cutter the whole slip is past the bar when it is torn off, in a text
// slip and in a drawn one.
func TestATearBar(t *testing.T) {
	t.Parallel()
	for _, make := range []string{"58mm-bar", "58mm-dots"} {
		r := rigWith(t, emulator.Options{Printer: printer.Options{TearBar: true}}, settings{"terminal.copies": "1", "printer.profile": quoted(make)})
		require.Equal(t, "printed", r.sale("12.34").in("paper")["merchant"])
		r.lab.Printer.TearOff()
		slips := r.lab.Printer.Slips()
		require.Len(t, slips, 1)
		require.True(t, slips[0].Complete, make)
		require.Equal(t, "torn_off", slips[0].Ended)
		if make == "58mm-bar" {
			require.Contains(t, slips[0].Text, "posterm", "the foot, too")
		}
		require.Empty(t, r.lab.Printer.Unsupported())
		first := slips[0].Rows
		r.sale("1")
		r.lab.Printer.TearOff()
		require.InDelta(t, first, r.lab.Printer.Slips()[1].Rows, 100, "nothing of the first is on the second")
	}
}

// TestATearBarWhereNobodyTears: all slips of a day lie on one strip, and ledger, journal and paper agree.
func TestATearBarWhereNobodyTears(t *testing.T) {
	t.Parallel()
	r := rigWith(t, emulator.Options{Printer: printer.Options{TearBar: true}}, settings{"printer.profile": quoted("58mm-bar")})
	trace, _ := r.sale("12.34")["trace"].(string)
	r.agrees()
	require.Zero(t, r.run("reprint", trace).code)
	r.sale("1")
	r.agrees()
	slips := r.lab.Printer.Slips()
	require.Len(t, slips, 1)
	require.True(t, slips[0].Complete)
	require.GreaterOrEqual(t, len(slips[0].Parts), 5)
}
