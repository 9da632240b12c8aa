package command

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator/printer"
)

// TestDoctorSaysWhyThePortDoesNotOpen: each cause has its own advice, in both languages.
func TestDoctorSaysWhyThePortDoesNotOpen(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "lp0")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for port, want := range map[string][2]string{
		"serial:///nowhere/ttyUSB0": {"没有这个设备", "no such device"},
		"serial:///dev/null":        {"不是打印机设备", "no printer's device"},
		"usb://" + file:             {"不是打印机设备", "no printer's device"},
		"tcp://127.0.0.1:1":         {"没有打印服务", "nothing listens"},
		"tcp://printer.invalid:1":   {"", ""}, // a name server may stay silent: then it is the power and the cable
	} {
		t.Run(port, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings{"printer.port": `"` + port + `"`})
			r.ask(0, "init")
			require.Contains(t, r.checks(1)["printer"]["hint"], want[0])
			require.Contains(t, r.run("--lang", "en", "doctor").out, want[1])
		})
	}
}

// TestTheRollIsLow: a sale by command says so too.
func TestTheRollIsLow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	require.NotContains(t, r.sale("1"), "near_end")
	r.hurt(printer.Faults{Paper: ptr("near_end")})
	require.Equal(t, true, r.sale("2")["near_end"])
	require.Contains(t, r.run("sale", "3", "--card", "A").out, "打印纸将尽")
}
