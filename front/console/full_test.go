package console

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/stretchr/testify/require"

	"posterm/receipt"
	"posterm/txn"
)

// board is a screen without a tty, and somebody at its keys.
type board struct {
	*screen
	t       *testing.T
	answers chan line
	left    bool
}

func newBoard(t *testing.T, lang txn.Lang, width, height int) *board {
	b := &board{t: t, answers: make(chan line, 2)}
	b.screen = &screen{lang: lang, width: width, height: height, head: "00010001", answers: b.answers, leave: func() { b.left = true }, stop: &atomic.Pointer[func()]{}}
	b.send = func(tea.Msg) {}
	t.Cleanup(b.rest)
	return b
}

// asks puts a question, and lets the keys be quiet.
func (b *board) asks(q question) {
	b.Update(putMsg{q, b.head})
	b.Update(quietMsg{b.turn})
}

// keys types: special ones by name in brackets, as in "12[enter]".
func (b *board) keys(text string) {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight}
	for text != "" {
		if name, rest, found := strings.Cut(strings.TrimPrefix(text, "["), "]"); found && text[0] == '[' {
			b.Update(tea.KeyPressMsg{Code: special[name]})
			text = rest
			continue
		}
		r := []rune(text)[0]
		b.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		text = text[len(string(r)):]
	}
}

// hears wants this answer and no other.
func (b *board) hears(want string) {
	b.t.Helper()
	require.Len(b.t, b.answers, 1)
	l := <-b.answers
	require.NoError(b.t, l.err)
	require.Equal(b.t, want, l.text)
}

// shows is the screen without what only stands out.
func (b *board) shows() string {
	return strings.NewReplacer(bold, "", reverse, "", normal, "").Replace(strings.Join(b.rows(), "\n"))
}

var (
	amountQuestion = question{prompt: amountPrompt, keys: amountKeys, manner: asAmount}
	pinQuestion    = question{prompt: pinPrompt, manner: asSecret, blank: true}
	traceQuestion  = question{prompt: queryPrompt, plain: parses(txn.ParseRef)}
	menuQuestion   = question{prompt: choosePrompt, manner: asChoice, branch: &tree, patient: true}
)

// Digits shift in from the right, and the last one can be taken back.
func TestAnAmountIsKeyedAsOnATerminal(t *testing.T) {
	b := newBoard(t, txn.English, 40, 20)
	b.asks(amountQuestion)
	for _, step := range []struct{ keys, shows string }{{"", "0.00"}, {"1", "0.01"}, {"2", "0.12"}, {"3", "1.23"}, {"4", "12.34"}, {"[backspace]", "1.23"}, {"9", "12.39"}} {
		b.keys(step.keys)
		require.Contains(t, b.shows(), "> "+step.shows+"_")
	}
	b.keys("[enter]")
	b.hears("12.39")
}

// What cannot be meant is refused with a word and never becomes an amount or a choice.
//
// Covers: R17.
func TestBadKeysAnswerNothing(t *testing.T) {
	for _, tt := range []struct {
		name, keys string
		q          question
		notice     txn.Words
	}{
		{"a point", "12.5", amountQuestion, digitsOnly},
		{"full-width digits", "１２", amountQuestion, digitsOnly},
		{"a minus", "-5", amountQuestion, digitsOnly},
		{"a swipe at the amount", swipeA, amountQuestion, digitsOnly},
		{"more than the largest amount", "1234567890", amountQuestion, fieldIsFull},
		{"a swipe at the menu", ";11=", menuQuestion, noSuchChoice},
		{"a card number at the menu", keyedPAN, menuQuestion, fieldIsFull},
		{"full-width digits at the menu", "１", menuQuestion, noSuchChoice},
		{"more than a line takes", strings.Repeat("7", lineLimit+1), traceQuestion, fieldIsFull},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := newBoard(t, txn.English, 80, 24)
			b.asks(tt.q)
			b.keys(tt.keys)
			require.Contains(t, b.shows(), "! "+tt.notice.EN)
			require.NotContains(t, b.shows(), cardA.PAN.Digits()[:8])
			b.keys("[enter]")
			require.Empty(t, b.answers, "the first Enter only ends what was wrong")
			b.keys("[esc]")
			require.Len(t, b.answers, 1)
			require.NotContains(t, (<-b.answers).text, "1")
		})
	}
}

// Keys from before a question stood there do not count; nor does what is pasted.
func TestWhatWasNotTypedAsAnAnswerIsNone(t *testing.T) {
	b := newBoard(t, txn.English, 40, 20)
	b.Update(putMsg{menuQuestion, ""})
	b.keys("1[enter]")
	require.Empty(t, b.answers)
	require.Contains(t, strings.ReplaceAll(b.shows(), "\n", " "), tooEarly.EN[:30])
	require.NotContains(t, b.shows(), "_", "keys do not count yet")
	b.Update(quietMsg{b.turn - 1})
	require.False(t, b.ready, "an older silence is none")
	b.Update(quietMsg{b.turn})
	b.Update(tea.PasteMsg{Content: "1\n12.34\nA\n\n"})
	require.Empty(t, b.answers)
	require.Contains(t, b.shows(), "pasting is refused")
	b.keys("1[enter]")
	b.hears("1")
	b.keys("12.34[enter]A[enter]")
	require.Empty(t, b.answers, "while the terminal works nothing is answered")
}

func TestSecretsAreNeverShown(t *testing.T) {
	b := newBoard(t, txn.English, 80, 24)
	b.asks(pinQuestion)
	b.keys(pin)
	require.Contains(t, b.shows(), "> ******_")
	require.NotContains(t, b.shows(), pin)
	b.keys("[enter]")
	b.hears(pin)
	require.Empty(t, b.typed)
	b.asks(question{prompt: cardPrompt, manner: asSecret})
	b.keys(swipeA)
	require.NotContains(t, b.shows(), "6222")
	b.keys("[enter]")
	b.hears(swipeA)
	b.asks(traceQuestion)
	b.keys("000012")
	require.Contains(t, b.shows(), "> 000012_")
	b.keys("[enter]")
	b.hears("000012")
	b.asks(traceQuestion)
	b.keys(keyedPAN)
	require.NotContains(t, b.shows(), keyedPAN, "a card in the wrong field")
	b.keys("[enter]")
	b.hears(keyedPAN)
}

func TestAMenuIsChosenFromByArrowsAndNumbers(t *testing.T) {
	b := newBoard(t, txn.Chinese, 40, 20)
	for keys, want := range map[string]string{"[enter]": "1", "[right][enter]": "2", "[down][down][enter]": "5", "[left][up][enter]": "1", "16[enter]": "16", "1[backspace]7[enter]": "7", "[esc]": ""} {
		b.asks(menuQuestion)
		b.keys(keys)
		b.hears(want)
	}
	branch := question{manner: asChoice, branch: &tree.under[9]}
	b.asks(branch)
	b.keys("[down][down][down][down][down][down][enter]")
	b.hears("0")
}

// Nobody at the keys for a minute: back to the menu, which itself waits for ever.
func TestAQuestionIsGivenUpAfterAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, timers := newBoard(t, txn.English, 40, 20), make(chan tea.Msg, 8)
		b.send = func(m tea.Msg) { timers <- m }
		passes := func(d time.Duration) {
			time.Sleep(d)
			for len(timers) > 0 {
				b.Update(<-timers)
			}
		}
		b.Update(putMsg{amountQuestion, ""})
		passes(2 * quietTime)
		require.True(t, b.ready)
		passes(dialogTime / 2)
		b.keys("1")
		passes(dialogTime - time.Second)
		require.Empty(t, b.answers, "a key starts the minute anew")
		passes(2 * time.Second)
		require.ErrorIs(t, (<-b.answers).err, errIdle)
		b.Update(putMsg{menuQuestion, ""})
		passes(time.Hour)
		require.Empty(t, b.answers)
	})
}

// A result is read before the menu comes; a word beside it is not.
func TestAResultStandsUntilItWasRead(t *testing.T) {
	b := newBoard(t, txn.English, 40, 14)
	b.Update(tellMsg{text: "cancelled"})
	b.asks(menuQuestion)
	require.Contains(t, b.shows(), "cancelled")
	require.Contains(t, b.shows(), "1 sale")
	b.keys("1[enter]")
	b.hears("1")
	b.Update(tellMsg{text: "PAID", loud: true})
	for i := range 30 {
		b.Update(tellMsg{text: fmt.Sprint("row ", i)})
	}
	b.asks(menuQuestion)
	require.Contains(t, b.shows(), "P A I D")
	require.Contains(t, b.shows(), hintScroll.EN)
	b.keys("[down][down][down][down][down][down]")
	require.NotContains(t, b.shows(), "P A I D")
	for range 99 {
		b.keys("[down]")
	}
	require.Contains(t, b.shows(), "row 29")
	require.NotContains(t, b.shows(), "1 sale")
	b.keys("[enter]")
	b.Update(quietMsg{b.turn})
	require.Contains(t, b.shows(), "1 sale")
}

// Work that can be cancelled says so, and is.
func TestWorkIsCancelledByEscape(t *testing.T) {
	b := newBoard(t, txn.English, 40, 20)
	b.working = true
	require.Contains(t, b.shows(), pleaseWait.EN)
	b.keys("[esc]")
	stopped := 0
	stop := func() { stopped++ }
	b.stop.Store(&stop)
	require.Contains(t, b.shows(), "Esc cancels")
	b.keys("[esc]")
	require.Equal(t, 1, stopped)
	b.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	require.True(t, b.left)
}

// Whatever is shown fits the screen: rows and columns, from the narrowest one on.
func TestEverythingFitsTheScreen(t *testing.T) {
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for _, size := range [][2]int{{40, 20}, {80, 24}, {30, 10}, {30, 7}, {20, 8}, {132, 50}, {1, 1}} {
			b := newBoard(t, lang, 0, 0)
			b.Update(tea.WindowSizeMsg{Width: 0, Height: 0})
			b.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			width, height := max(size[0], 2), size[1]
			b.Update(tellMsg{text: strings.Repeat("已收款 paid ", 40), loud: true})
			b.Update(tellMsg{text: strings.Repeat("不要重复刷卡 do not charge again ", 40)})
			for _, q := range []question{menuQuestion, amountQuestion, pinQuestion, traceQuestion} {
				b.asks(q)
				b.reading = false
				rows := b.rows()
				require.Len(t, rows, height, "%v", size)
				for _, row := range strings.Split(b.shows(), "\n") {
					require.LessOrEqual(t, receipt.Width(row), width, row)
				}
			}
		}
	}
}

// Whatever is typed at whatever question, the screen fits, shows no card number, and gives at most one answer.
func FuzzKeys(f *testing.F) {
	f.Add("12.34[enter]")
	f.Add(swipeA + "[enter][enter]")
	f.Add("[up][esc]１２\x1b[2J" + keyedPAN)
	f.Fuzz(func(t *testing.T, typed string) {
		if len(typed) > 512 {
			t.Skip("drawn after every key, four times over: a longer text is the same, and too slow")
		}
		for _, q := range []question{menuQuestion, amountQuestion, pinQuestion, traceQuestion} {
			b := newBoard(t, txn.Chinese, 40, 20)
			b.asks(q)
			b.keys(strings.ToValidUTF8(typed, "?"))
			require.LessOrEqual(t, len(b.answers), 1)
			require.Len(t, b.rows(), 20)
			require.NotRegexp(t, cardNumber, b.shows())
			if q.manner == asAmount && len(b.answers) == 1 {
				l := <-b.answers
				_, err := txn.ParseFen(l.text)
				require.True(t, l.err != nil || l.text == "" || l.text == "0.00" || err == nil, l.text)
			}
		}
	})
}
