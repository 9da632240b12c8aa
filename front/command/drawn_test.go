package command

import (
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/emulator"
	"posterm/emulator/printer"
)

// TestADrawnSlipThatIsCutShort: power or cable fail within the dots. When they are back the slip is printed
// again, whole and marked, and nothing of it is read as text, nor text as dots (PRINTER.md 6.4).
func TestADrawnSlipThatIsCutShort(t *testing.T) {
	t.Parallel()
	for row := 30; row < 900; row += 290 {
		for name, tt := range map[string]struct{ hurt, mend printer.Faults }{
			"power": {printer.Faults{PowerOffAfterRows: &row}, printer.Faults{Power: ptr("on")}},
			"cable": {printer.Faults{UnplugAfterRows: &row}, printer.Faults{Cable: ptr("ok")}},
			"cover": {printer.Faults{CoverOpenAfterRows: &row}, printer.Faults{Cover: ptr("closed")}},
			"paper": {printer.Faults{PaperOutAfterRows: &row}, printer.Faults{Paper: ptr("ok")}},
		} {
			t.Run(fmt.Sprintf("%s, row %d", name, row), func(t *testing.T) {
				r := rigWith(t, emulator.Options{Printer: printer.Options{Width: 576}}, settings{"terminal.copies": "1", "printer.profile": `"80mm-dots"`})
				r.ask(0, "signin")
				r.hurt(tt.hurt)
				r.ask(5, "sale", "12.34", "--card", "A")
				r.hurt(tt.mend)
				r.ask(0, "reprint")
				r.ask(0, "reprint", "--unreadable")
				slips := r.lab.Printer.Slips()
				last := slips[len(slips)-1]
				require.True(t, last.Complete)
				require.Equal(t, wholeText(t), last.Text, "as of a slip to which nothing happened")
				require.Empty(t, r.lab.Printer.Unsupported(), "no dots were taken for commands")
			})
		}
	}
}

// wholeText is what a reprint of the same sale says in text when nothing goes wrong: rules and other ASCII.
func wholeText(t *testing.T) string {
	r := rigWith(t, emulator.Options{Printer: printer.Options{Width: 576}}, settings{"terminal.copies": "1", "printer.profile": `"80mm-dots"`})
	r.ask(0, "signin")
	r.sale("12.34")
	r.ask(0, "reprint", "--unreadable")
	slips := r.lab.Printer.Slips()
	require.Len(t, slips, 2)
	return slips[1].Text
}

// TestAQuestionThatWasCutShort: a line that breaks within DLE EOT n leaves the printer waiting for n, and it takes the
// first byte of whatever comes next for it. The next opening must not lose its first question by that.
func TestAQuestionThatWasCutShort(t *testing.T) {
	t.Parallel()
	for _, left := range []string{"\x10", "\x10\x04", "\x1d(H\x06\x00", "\x1d(H\x06\x0000\x10\x04", "\x1b", "\xb5", ""} {
		t.Run(fmt.Sprintf("% X", left), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.ask(0, "signin")
			line, err := net.Dial("tcp", r.lab.Addresses().PrinterTCP)
			require.NoError(t, err)
			_, err = line.Write([]byte(left))
			require.NoError(t, err)
			require.NoError(t, line.Close())
			require.Equal(t, object{"merchant": "printed", "cardholder": "printed"}, r.ask(0, "sale", "1", "--card", "A").in("paper"))
			for _, s := range r.lab.Printer.Slips() {
				require.True(t, s.Complete)
			}
		})
	}
}
