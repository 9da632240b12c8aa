//go:build linux

package console

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"posterm/terminal"
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
func sit(ctx context.Context, t *testing.T, c Config) *person {
	t.Helper()
	screen, tty, err := pty.Open()
	require.NoError(t, err)
	t.Cleanup(func() { _ = screen.Close(); _ = tty.Close() })
	p := &person{t: t, screen: screen, tty: tty, ended: make(chan error, 1)}
	c.In, c.Out = tty, tty
	go func() { p.ended <- Run(ctx, c) }()
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

// typesAhead types while nothing is asked, and waits until the tty holds it all.
func (p *person) typesAhead(text string) {
	p.t.Helper()
	p.types(text)
	require.Eventually(p.t, func() bool {
		waiting, err := unix.IoctlGetInt(int(p.tty.Fd()), unix.TIOCINQ)
		return err == nil && waiting == len(text)+1
	}, time.Minute, time.Millisecond)
}

// leaves ends the menu and reads the rest of the screen.
func (p *person) leaves() {
	p.t.Helper()
	p.types("0")
	require.ErrorIs(p.t, <-p.ended, ErrExit)
	_, err := p.tty.WriteString("end")
	require.NoError(p.t, err)
	p.reads("end")
}

func (p *person) echoes() bool {
	p.t.Helper()
	mode, err := unix.IoctlGetTermios(int(p.tty.Fd()), unix.TCGETS)
	require.NoError(p.t, err)
	return mode.Lflag&unix.ECHO != 0
}

// slow is a terminal whose host answers when it is let.
type slow struct {
	*device
	sent, answer chan struct{}
}

func newSlow() (*slow, Config) {
	s := &slow{newDevice(txn.Chinese), make(chan struct{}, 8), make(chan struct{})}
	c := config(s.device, nil, nil)
	c.Terminal = s
	return s, c
}

func (s *slow) Do(ctx context.Context, o terminal.Order) (terminal.Reply, error) {
	s.sent <- struct{}{}
	<-s.answer
	return s.device.Do(ctx, o)
}

func TestATtyShowsWhatWasAnsweredButNeitherCardNorPIN(t *testing.T) {
	d := newDevice(txn.Chinese)
	p := sit(t.Context(), t, config(d, nil, nil))
	p.reads(choosePrompt.ZH)
	require.False(t, p.echoes())
	p.types("1")
	p.reads("1\r\n" + amountPrompt.ZH)
	p.types("12.34")
	p.reads(cardPrompt.ZH)
	p.types(swipeA)
	p.reads(pinPrompt.ZH)
	p.types(pin)
	p.reads(choosePrompt.ZH)
	p.types("5")
	p.reads(queryPrompt.ZH)
	p.types("000011")
	p.reads(choosePrompt.ZH)
	p.leaves()

	require.Equal(t, 1, strings.Count(p.seen, amountPrompt.ZH+"12.34\r\n"))
	require.Equal(t, 1, strings.Count(p.seen, queryPrompt.ZH+"000011\r\n"))
	require.Contains(t, p.seen, "已收款")
	require.NotContains(t, p.seen, pin)
	require.NotContains(t, p.seen, cardA.PAN.Digits())
	require.Equal(t, 1, d.pins)
}

// A reader types the whole track wherever the card is swiped.
func TestASwipeIsNeverShown(t *testing.T) {
	s, c := newSlow()
	p := sit(t.Context(), t, c)
	p.reads(choosePrompt.ZH)
	p.types(swipeA)
	p.reads(noSuchChoice.ZH + "\r\n" + choosePrompt.ZH)
	p.types(keyedPAN)
	p.reads(noSuchChoice.ZH + "\r\n" + choosePrompt.ZH)
	p.types("5")
	p.reads(queryPrompt.ZH)
	p.types(swipeA)
	p.reads(badTrace.ZH + "\r\n" + queryPrompt.ZH)
	p.types("")
	p.reads(choosePrompt.ZH)
	p.types("1")
	p.reads(amountPrompt.ZH)
	p.types(swipeA)
	p.reads(badAmount.ZH + "\r\n" + amountPrompt.ZH)
	p.types("12.34")
	p.reads(cardPrompt.ZH)
	p.types("A")
	p.reads(pinOfCardPrompt.ZH)
	p.types("")
	<-s.sent
	p.typesAhead(swipeA)
	close(s.answer)
	p.reads(choosePrompt.ZH)
	p.leaves()
	require.NotContains(t, p.seen, cardA.PAN.Digits())
	require.NotContains(t, p.seen, "TEST/CARD")
	require.NotContains(t, p.seen, keyedPAN)
	require.NotContains(t, p.seen, cardA.PAN.Digits()[6:])
}

// Keys that were hit, or lines that were pasted, while a sale runs sell nothing more.
func TestTypeAheadSellsNothing(t *testing.T) {
	s, c := newSlow()
	p := sit(t.Context(), t, c)
	p.reads(choosePrompt.ZH)
	p.types("1")
	p.reads(amountPrompt.ZH)
	p.types("12.34")
	p.reads(cardPrompt.ZH)
	p.types("A")
	p.reads(pinOfCardPrompt.ZH)
	p.types("")
	<-s.sent
	p.typesAhead("1\n7.00\nA\n\n1\n8.00\nA\n")
	close(s.answer)
	p.reads(choosePrompt.ZH)
	p.leaves()
	require.Len(t, s.done, 1)
}

func TestAPastedListAnswersOneQuestion(t *testing.T) {
	d := newDevice(txn.Chinese)
	p := sit(t.Context(), t, config(d, nil, nil))
	p.reads(choosePrompt.ZH)
	p.types("1\n12.34\nA\n\n1\n7.00\nA\n")
	p.reads(amountPrompt.ZH)
	p.types("")
	p.reads(choosePrompt.ZH)
	p.leaves()
	require.Empty(t, d.done)
}

// Whatever ends the menu, the tty shows again what is typed.
func TestATtyIsLeftAsItWas(t *testing.T) {
	const endOfInput = "\x04"
	for _, tt := range []struct {
		name string
		end  func(p *person, cancel func())
		want error
	}{
		{"a person leaves", func(p *person, _ func()) { p.types("0") }, ErrExit},
		{"the context", func(_ *person, cancel func()) { cancel() }, context.Canceled},
		{"the input", func(p *person, _ func()) { _, _ = p.screen.WriteString(endOfInput) }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := sit(ctx, t, config(newDevice(txn.English), nil, nil))
			p.reads(choosePrompt.EN)
			require.False(t, p.echoes())
			tt.end(p, cancel)
			require.ErrorIs(t, <-p.ended, tt.want)
			require.True(t, p.echoes())
		})
	}
}

// A swipe that nobody waited for does not become the input of the next program.
func TestWhatWasNotReadIsThrownAwayAtTheEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, c := newSlow()
	p := sit(ctx, t, c)
	p.reads(choosePrompt.ZH)
	p.types("6")
	<-s.sent
	p.typesAhead(swipeA)
	cancel()
	require.ErrorIs(t, <-p.ended, context.Canceled)
	close(s.answer)
	waiting, err := unix.IoctlGetInt(int(p.tty.Fd()), unix.TIOCINQ)
	require.NoError(t, err)
	require.Zero(t, waiting)
	require.True(t, p.echoes())
}

// A tty that hangs up ends the menu; whether the terminal goes on is decided by what it was.
func TestAHungUpTtyEndsTheMenu(t *testing.T) {
	p := sit(t.Context(), t, config(newDevice(txn.English), nil, nil))
	p.reads(choosePrompt.EN)
	require.NoError(t, p.screen.Close())
	require.ErrorIs(t, <-p.ended, ErrHungUp)
}
