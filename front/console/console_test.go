package console

import (
	"bytes"
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

// silent is an input on which nobody ever answers.
func silent(t *testing.T) io.Reader {
	in, end := io.Pipe()
	t.Cleanup(func() { _ = end.Close() })
	return in
}

// page is an output that one can wait for.
type page struct {
	mu   sync.Mutex
	more sync.Cond
	text string
	read int // how far it was looked for
}

func newPage() *page {
	p := &page{}
	p.more.L = &p.mu
	return p
}

func (p *page) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text += string(b)
	p.more.Broadcast()
	return len(b), nil
}

// wait returns when a text stands behind the one waited for before.
func (p *page) wait(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !strings.Contains(p.text[p.read:], text) {
		p.more.Wait()
	}
	p.read += strings.Index(p.text[p.read:], text) + len(text)
}

func TestTheEndOfTheContextEndsAWaitingQuestion(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, ended := newPage(), make(chan error, 1)
	go func() { ended <- Run(ctx, config(newDevice(txn.Chinese), silent(t), out)) }()
	out.wait(choosePrompt.ZH)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

// stuck is a terminal whose host never answers.
type stuck struct {
	*device
	sent chan terminal.Order
	free chan struct{}
}

func (s *stuck) Do(_ context.Context, o terminal.Order) (terminal.Reply, error) {
	s.sent <- o
	<-s.free
	return terminal.Reply{}, terminal.ErrStopped
}

func TestTheEndOfTheContextLeavesARunningSaleWithAWarning(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &stuck{newDevice(txn.English), make(chan terminal.Order, 1), make(chan struct{})}
	defer close(s.free)
	var out bytes.Buffer
	c := config(s.device, strings.NewReader("1\n5\nA\n\n"), &out)
	c.Terminal = s
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, c) }()
	order := <-s.sent
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
	require.Contains(t, out.String(), stopping.EN)
	require.NotNil(t, order.Pad)
}

// asked counts what reaches the terminal.
type asked struct {
	*device
	times atomic.Int32
}

func (a *asked) Condition(ctx context.Context) (terminal.Condition, error) {
	a.times.Add(1)
	return a.device.Condition(ctx)
}

func TestNothingIsBegunAfterTheEndOfTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		a := &asked{device: newDevice(txn.English)}
		c := config(a.device, strings.NewReader(""), io.Discard)
		c.Terminal = a
		require.ErrorIs(t, Run(ctx, c), context.Canceled)
		synctest.Wait()
		require.Zero(t, a.times.Load())
	})
}

func TestAScreenDuringAQuestionStandsOnItsOwnLine(t *testing.T) {
	d := newDevice(txn.English)
	in, person := io.Pipe()
	out, ended := newPage(), make(chan error, 1)
	go func() { ended <- Run(t.Context(), config(d, in, out)) }()
	out.wait(choosePrompt.EN)
	d.show(machine.Screen{Is: machine.Undone}, words{"", "reversed 000011"})
	out.wait("\nreversed 000011\n" + choosePrompt.EN)
	_, err := io.WriteString(person, "0\n")
	require.NoError(t, err)
	require.ErrorIs(t, <-ended, ErrExit)
}

// Paper that is loaded while a question waits is told behind the answer, once.
func TestSlipsThatCatchUpByThemselvesAreTold(t *testing.T) {
	d := newDevice(txn.Chinese)
	d.paperOut = true
	d.sold(1234)
	in, person := io.Pipe()
	out, ended := newPage(), make(chan error, 1)
	go func() { ended <- Run(t.Context(), config(d, in, out)) }()
	answer := func(text string) {
		_, err := io.WriteString(person, text+"\n")
		require.NoError(t, err)
	}
	out.wait(choosePrompt.ZH)
	d.load()
	d.done[0].view.Pieces, d.done[0].view.Said, d.done[0].view.Next = 2, "可能分为两截。", "如需完整小票请重打印。"
	answer("")
	out.wait("\n小票已补打：原欠 2 张，现欠 0 张\n可能分为两截。\n下一步: 如需完整小票请重打印。\n\n" + tree.text(txn.Chinese))
	answer("6")
	out.wait(choosePrompt.ZH)
	answer("0")
	require.ErrorIs(t, <-ended, ErrExit)
	require.Equal(t, 1, strings.Count(out.text, "小票已补打"))
}

// What another door does is not told here: nobody would tell its end.
func TestWorkOfAnotherDoorIsNotToldHere(t *testing.T) {
	d := newDevice(txn.English)
	in, person := io.Pipe()
	out, ended := newPage(), make(chan error, 1)
	go func() { ended <- Run(t.Context(), config(d, in, out)) }()
	out.wait(choosePrompt.EN)
	d.show(machine.Screen{Is: machine.Sending}, words{"", "under way ..."})
	d.show(machine.Screen{Is: machine.Undone}, words{"", "reversed 000011"})
	out.wait("\nreversed 000011\n" + choosePrompt.EN)
	_, err := io.WriteString(person, "0\n")
	require.NoError(t, err)
	require.ErrorIs(t, <-ended, ErrExit)
	require.NotContains(t, out.text, "under way")
}

// More screens than anybody reads must not stop the terminal's loop.
func TestScreensNeverBlockTheTerminal(t *testing.T) {
	s := NewScreens()
	for range screensLimit + 1 {
		s.Show(machine.Screen{Is: machine.Sending}, txn.Words{})
	}
	require.Len(t, s.told, screensLimit)
}

// deaf is an output that is gone.
type deaf struct{}

func (deaf) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestABrokenOutputEndsTheMenu(t *testing.T) {
	err := Run(t.Context(), config(newDevice(txn.English), silent(t), deaf{}))
	require.ErrorIs(t, err, io.ErrClosedPipe)
}

func TestAStoppedTerminalEndsTheMenu(t *testing.T) {
	d := newDevice(txn.English)
	d.safe = terminal.ErrStopped
	err := Run(t.Context(), config(d, strings.NewReader("6\n"), io.Discard))
	require.ErrorIs(t, err, terminal.ErrStopped)
}

// Cancelling keeps nothing: no order reached the terminal.
//
// Covers: R17.
func TestAnEmptyLineCancelsEverywhere(t *testing.T) {
	for _, typed := range []string{"1\n\n", "1\n5\n\n", "1\n5\nA\n0\n", "1\n5\n" + keyedPAN + "\n\n", "2\n\n", "3\n\n", "5\n\n",
		"10\n1\n\n", "10\n2\n\n", "10\n3\n\n", "10\n3\n0\n\n", "10\n3\n0\nabc123\n\n", "10\n4\n\n", "11\n\n", "11\n5\n\n", "12\n\n", "12\n0\n\n", "13\n\n", "14\n\n", "15\n2\n\n"} {
		d := newDevice(txn.English)
		var out bytes.Buffer
		require.NoError(t, Run(t.Context(), config(d, strings.NewReader(typed), &out)))
		require.Contains(t, out.String(), cancelled.EN, "%q", typed)
		require.Empty(t, d.done)
	}
}

func TestPaperIsWaitedForButNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDevice(txn.Chinese)
		d.jam = make(chan struct{})
		var out bytes.Buffer
		require.ErrorIs(t, Run(t.Context(), config(d, strings.NewReader("1\n5\nA\n\n0\n"), &out)), ErrExit)
		require.Contains(t, out.String(), stillPrinting.ZH)
		require.Contains(t, out.String(), "已收款")
		close(d.jam)
	})
}
