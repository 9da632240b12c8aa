package customer

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/text/encoding/simplifiedchinese"

	"posterm/terminal"
	"posterm/terminal/machine"
	"posterm/txn"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// record is a terminal that tells one transaction, with a card number nobody may see.
type record struct{ view terminal.View }

func (r record) Status(context.Context, txn.Ref) (terminal.Reply, error) {
	if r.view.TraceText == "" {
		return terminal.Reply{}, errors.New("unknown")
	}
	return terminal.Reply{View: r.view}, nil
}

func paid(v txn.Verdict) record {
	return record{terminal.View{Kind: txn.Sale, TraceText: "000012", Amount: "12.34", Verdict: v, Card: "622202*********0128"}}
}

// glass keeps what a display was sent, a message each.
type glass struct {
	bytes.Buffer
	closed int
}

func (g *glass) Close() error { g.closed++; return nil }

// texts are the messages that were sent, decoded.
func (g *glass) texts(t *testing.T) []string {
	t.Helper()
	text, err := simplifiedchinese.GB18030.NewDecoder().String(g.String())
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(text, "\x1b@\x0c"), "%q", text)
	return strings.Split(strings.ReplaceAll(text, "\r\n", "/")[3:], "\x0c")
}

// shown lets a display show something, in virtual time.
func shown(t *testing.T, lang txn.Lang, of Terminal, do func(*Display)) (texts []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		g := &glass{}
		d := New(func() (io.WriteCloser, error) { return g, nil }, lang)
		d.Begin(of)
		synctest.Wait()
		do(d)
		synctest.Wait()
		d.Close()
		require.Equal(t, 1, g.closed)
		texts = g.texts(t)[1:] // without the greeting
	})
	return texts
}

func TestBytes(t *testing.T) {
	want, err := hex.DecodeString(strings.ReplaceAll("0C BD BB D2 D7 B3 C9 B9 A6 0D 0A BD F0 B6 EE 20 31 32 2E 33 34", " ", ""))
	require.NoError(t, err)
	require.Equal(t, want, Bytes(Lines{"交易成功", "金额 12.34"}), "the example of the documentation")
	require.Equal(t, "\x0c"+strings.Repeat("a", 19)+"\r\n"+strings.Repeat("b", 20), string(Bytes(Lines{strings.Repeat("a", 30), strings.Repeat("b", 30)})))
	require.Len(t, Bytes(Lines{strings.Repeat("字", 30), strings.Repeat("字", 30)}), 1+18+2+20, "a hanzi is two columns, and never halved")
}

// TestASaleIsShown: what a customer sees of a sale, of one that fails, and of what happens to earlier ones.
func TestASaleIsShown(t *testing.T) {
	screens := func(all ...machine.Shown) func(*Display) {
		return func(d *Display) {
			for _, is := range all {
				d.Show(machine.Screen{Is: is, Trace: 12, Kind: txn.Sale}, txn.Words{})
				synctest.Wait()
			}
		}
	}
	require.Equal(t, []string{"请刷卡/金额 12.34", "请输密码/金额 12.34", "请出示付款码/金额 0.01", "请刷卡/", "欢迎光临/"}, shown(t, txn.Chinese, record{}, func(d *Display) {
		d.Card(1234)
		d.PIN(1234)
		d.Code(1)
		d.Card(0)
		d.Idle()
	}))
	require.Equal(t, []string{"处理中 请稍候/金额 12.34", "交易成功/金额 12.34"}, shown(t, txn.Chinese, paid(txn.Paid), screens(machine.Sending, machine.Finished)))
	require.Equal(t, []string{"REVERSING, WAIT/TRACE 000012", "REVERSED/TRACE 000012", "NOT APPROVED/NOT CHARGED"},
		shown(t, txn.English, paid(txn.NotPaid), screens(machine.Reversing, machine.Undone, machine.Finished)))
	require.Equal(t, []string{"结果不明 待冲正/请勿重复付款"}, shown(t, txn.Chinese, paid(txn.BeingReversed), screens(machine.Finished)))
	require.Equal(t, []string{"交易未进行/未扣款"}, shown(t, txn.Chinese, record{}, screens(machine.Reprinting, machine.Decided, machine.Refused)))
	require.Empty(t, shown(t, txn.Chinese, record{}, screens(machine.Finished)), "of what the terminal does not tell nothing is shown")
}

// TestEverythingFits: every text in both languages, and never a card number or a balance.
func TestEverythingFits(t *testing.T) {
	fits := func(s string, columns int) { require.Equal(t, s, cut(s, columns)) }
	for _, lang := range []txn.Lang{txn.Chinese, txn.English} {
		for v := txn.NotPaid; v <= txn.NotDone; v++ {
			balance := "500.00"
			l := sayResult(terminal.View{Kind: txn.Balance, Amount: "9999999.99", Verdict: v, Card: "622202*********0128", Balance: &balance}, lang)
			require.NotEmpty(t, l[0], v)
			fits(l[0], Columns-1)
			require.NotContains(t, l[0]+l[1], "622202")
			require.NotContains(t, l[0]+l[1], balance)
			l = sayResult(terminal.View{Kind: txn.Sale, Amount: txn.AmountLimit.String(), Verdict: v}, lang)
			fits(l[1], Columns)
		}
		for _, w := range []txn.Words{askCard, askPIN, askCode, noDeal, welcome, processing, confirmPay, reversing, reversed} {
			require.NotEmpty(t, w.In(lang))
			fits(w.In(lang), Columns-1)
		}
	}
}

// stuck is a display that takes no byte until its deadline.
type stuck struct {
	until  time.Time
	closed chan struct{}
}

func (s *stuck) SetWriteDeadline(t time.Time) error { s.until = t; return nil }

func (s *stuck) Write([]byte) (int, error) {
	<-time.After(time.Until(s.until))
	return 0, os.ErrDeadlineExceeded
}

func (s *stuck) Close() error { close(s.closed); return nil }

// TestADisplayThatHangsDelaysNobody: whatever is shown returns at once, what is newest is kept, and it is opened again.
func TestADisplayThatHangsDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hung, g, opened := &stuck{closed: make(chan struct{})}, &glass{}, 0
		d := New(func() (io.WriteCloser, error) {
			if opened++; opened == 1 {
				return hung, nil
			}
			return g, nil
		}, txn.Chinese)
		d.Begin(record{})
		synctest.Wait()
		before := time.Now()
		for n := range 1000 {
			d.Card(txn.Fen(n + 1))
		}
		require.Equal(t, before, time.Now(), "nobody waited")
		<-hung.closed
		synctest.Wait()
		require.Equal(t, 1, opened, "not again at once")
		time.Sleep(reopen)
		d.PIN(1234)
		synctest.Wait()
		d.Close()
		require.Equal(t, 2, opened)
		require.Equal(t, []string{"请输密码/金额 12.34"}, g.texts(t))
	})
}

func TestTheNewestIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &glass{}
		d := New(func() (io.WriteCloser, error) { return g, nil }, txn.English)
		for n := range 3 * queueLimit {
			d.Card(txn.Fen(n + 1))
		}
		d.Begin(record{})
		synctest.Wait()
		d.Close()
		texts := g.texts(t)
		require.Len(t, texts, queueLimit)
		require.Equal(t, "WELCOME/", texts[queueLimit-1])
		require.Equal(t, "PRESENT CARD/AMOUNT 0.24", texts[queueLimit-2])
	})
}

// TestAPipe: a real pipe gets the bytes once somebody reads it; without a reader nothing hangs.
func TestAPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "display")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	_, err := Opener(path)()
	require.ErrorIs(t, err, syscall.ENXIO)
	reader, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	defer reader.Close()
	d := New(Opener(path), txn.Chinese)
	d.Begin(record{})
	want := append([]byte("\x1b@"), Bytes(Lines{"欢迎光临", ""})...)
	got := make([]byte, len(want))
	_, err = io.ReadFull(reader, got)
	require.NoError(t, err)
	require.Equal(t, want, got)
	d.Close()
}

// TestAFile holds the newest message alone.
func TestAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "display")
	line, err := Opener(path)()
	require.NoError(t, err)
	for _, text := range []string{"a long message", "short"} {
		_, err = line.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, line.Close())
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "short", string(got))
}

func TestPlaces(t *testing.T) {
	for place, ok := range map[string]bool{
		"": true, "none": true, "/dev/ttyS1": true, "serial:///dev/ttyUSB1?baud=9600": true,
		"ttyS1": false, "serial:///dev/ttyUSB1?baud=9601": false, "tcp://127.0.0.1:1": false, "/dev/\x00": false,
	} {
		require.Equal(t, ok, Check(place) == nil, place)
	}
	_, err := Opener("serial:///dev/nowhere-at-all")()
	require.Error(t, err)
}
