//go:build linux

package console

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/sys/unix"

	"posterm/txn"
)

// sitAtScreen starts a whole screen on a tty that, as a serial line, does not know its size.
func sitAtScreen(ctx context.Context, t *testing.T, c Config) *person {
	t.Helper()
	c.Term = "vt220"
	return sit(ctx, t, c)
}

// ready waits until the question takes keys: then a line stands behind its field.
func (p *person) ready() {
	p.t.Helper()
	p.reads("_")
}

func (p *person) hits(keys string) {
	p.t.Helper()
	_, err := p.screen.WriteString(keys)
	require.NoError(p.t, err)
}

// A tty without a size gets one, and the menu is drawn; afterwards everything is as it was.
func TestAScreenWithoutASizeIsDrawn(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	s, c := newSlow()
	p := sitAtScreen(t.Context(), t, c)
	before, err := unix.IoctlGetWinsize(int(p.tty.Fd()), unix.TIOCGWINSZ)
	require.NoError(t, err)
	if before.Col != 0 { // the menu may have been faster
		require.Equal(t, uint16(usualColumns), before.Col)
	}
	p.reads("消费撤销")
	after, err := unix.IoctlGetWinsize(int(p.tty.Fd()), unix.TIOCGWINSZ)
	require.NoError(t, err)
	require.Equal(t, [2]uint16{usualColumns, usualRows}, [2]uint16{after.Col, after.Row})
	require.False(t, p.echoes())
	if !strings.Contains(p.seen, "_") {
		p.ready()
	}
	p.hits("6\r")
	<-s.sent
	close(s.answer)
	p.reads("回车继续")
	p.hits("\x03")
	require.ErrorIs(t, <-p.ended, ErrExit)
	require.True(t, p.echoes())
	require.Equal(t, []txn.Kind{txn.SignIn}, []txn.Kind{s.done[0].view.Kind})
	goleak.VerifyNone(t, ignore)
}

// A list that is pasted, by a tty that does not say so, is one burst of keys: it sells nothing.
func TestAPastedListSellsNothingOnAScreen(t *testing.T) {
	d := newDevice(txn.Chinese)
	p := sitAtScreen(t.Context(), t, config(d, nil, nil))
	p.reads("消费撤销")
	if !strings.Contains(p.seen, "_") {
		p.ready()
	}
	p.hits("1\r1234\rA\r\r1\r700\rA\r\r")
	p.ready()
	p.hits("\x1b")
	p.reads("消费撤销")
	p.hits("\x03")
	require.ErrorIs(t, <-p.ended, ErrExit)
	require.Empty(t, d.orders)
}

func TestAScreenEndsWithItsContextOrItsTty(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(p *person, cancel func())
		want error
	}{
		{"the context", func(_ *person, cancel func()) { cancel() }, context.Canceled},
		{"a line that hangs up", func(p *person, _ func()) { _ = p.screen.Close() }, ErrHungUp},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := sitAtScreen(ctx, t, config(newDevice(txn.English), nil, nil))
			p.reads("reversal")
			tt.end(p, cancel)
			require.ErrorIs(t, <-p.ended, tt.want)
		})
	}
}

// What must be read is left behind when the screen goes: here, not to charge again.
func TestTheLastWordIsLeftBehind(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, c := newSlow()
	s.screens = nil
	c.Screens = nil
	p := sitAtScreen(ctx, t, c)
	p.reads("消费撤销")
	if !strings.Contains(p.seen, "_") {
		p.ready()
	}
	p.hits("1\r")
	p.ready()
	p.hits("5\r")
	p.reads("刷卡")
	p.ready()
	p.hits("A\r")
	p.reads("密码")
	p.ready()
	p.hits("\r")
	<-s.sent
	cancel()
	require.ErrorIs(t, <-p.ended, context.Canceled)
	_, err := p.tty.WriteString("end")
	require.NoError(t, err)
	p.reads("end")
	screen := strings.LastIndex(p.seen, "\x1b[?1049l")
	require.Positive(t, screen)
	require.Contains(t, p.seen[screen:], stopping.ZH)
}

// The first screen of a whole tty tells the truth also when nobody presses a key.
func TestAScreenIsDrawnAnewWhenSomethingChanges(t *testing.T) {
	d := newDevice(txn.Chinese)
	d.paperOut = true
	d.sold(1234)
	p := sitAtScreen(t.Context(), t, config(d, nil, nil))
	p.reads("欠小票 2 张")
	d.load()
	d.screens.Changed()
	p.reads("商户联 已打印")
	p.hits("\x03")
	require.ErrorIs(t, <-p.ended, ErrExit)
}
