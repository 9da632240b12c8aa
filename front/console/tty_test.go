//go:build linux

package console

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/txn"
)

// person sits at a tty: reads the screen and types when a question stands there.
type person struct {
	t      *testing.T
	screen *os.File // the person's side
	tty    *os.File // the menu's side
	seen   string
	ended  chan error
}

// sit starts a menu on a new tty.
func sit(ctx context.Context, t *testing.T, d *device) *person {
	t.Helper()
	screen, tty, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { _ = screen.Close(); _ = tty.Close() })
	p := &person{t: t, screen: screen, tty: tty, ended: make(chan error, 1)}
	go func() { p.ended <- Run(ctx, config(d, tty, tty)) }()
	return p
}

// reads waits until the screen shows text that was not shown before.
func (p *person) reads(text string) {
	p.t.Helper()
	news := len(p.seen)
	buf := make([]byte, 4096)
	for !strings.Contains(p.seen[news:], text) {
		n, err := p.screen.Read(buf)
		require.NoError(p.t, err, "the screen so far: %s", p.seen)
		p.seen += string(buf[:n])
	}
}

func (p *person) types(line string) {
	p.t.Helper()
	_, err := p.screen.WriteString(line + "\n")
	require.NoError(p.t, err)
}

func (p *person) echoes() bool {
	p.t.Helper()
	mode, err := unix.IoctlGetTermios(int(p.tty.Fd()), unix.TCGETS)
	require.NoError(p.t, err)
	return mode.Lflag&unix.ECHO != 0
}

func TestATtyShowsNeitherCardNorPIN(t *testing.T) {
	d := newDevice(txn.Chinese)
	p := sit(t.Context(), t, d)
	p.reads(choosePrompt.ZH)
	p.types("1")
	p.reads(amountPrompt.ZH)
	p.types("12.34")
	p.reads(cardPrompt.ZH)
	require.False(t, p.echoes())
	p.types(swipeA)
	p.reads(pinPrompt.ZH)
	p.types(pin)
	p.reads(choosePrompt.ZH)
	require.True(t, p.echoes())
	p.types("0")
	require.ErrorIs(t, <-p.ended, ErrExit)

	require.Contains(t, p.seen, "12.34\r\n", "an amount is shown while it is typed")
	require.Contains(t, p.seen, "已收款")
	require.NotContains(t, p.seen, pin)
	require.NotContains(t, p.seen, cardA.PAN.Digits())
	require.Equal(t, 1, d.pins)
}

// Whatever ends the menu, the tty shows again what is typed.
func TestATtyIsLeftAsItWas(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := sit(ctx, t, newDevice(txn.English))
	p.reads(choosePrompt.EN)
	p.types("balance")
	p.reads(cardPrompt.EN)
	require.False(t, p.echoes())
	cancel()
	require.ErrorIs(t, <-p.ended, context.Canceled)
	require.True(t, p.echoes())
}

// A line that hangs up is the end of the input: the terminal goes on without a menu.
func TestAHungUpTtyEndsTheMenu(t *testing.T) {
	p := sit(t.Context(), t, newDevice(txn.English))
	p.reads(choosePrompt.EN)
	require.NoError(t, p.screen.Close())
	require.NoError(t, <-p.ended)
}
