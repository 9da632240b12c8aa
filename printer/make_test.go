package printer

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"posterm/printer/escpos"
	"posterm/printer/profile"
	"posterm/receipt"
	"posterm/txn"
)

func makeOf(t *testing.T, name string) *profile.Profile {
	p, err := profile.ByName(name)
	require.NoError(t, err)
	return p
}

// TestMakes: what of a profile comes before and after the lines.
func TestMakes(t *testing.T) {
	bar := "\x1dv0\x00\x30\x00\x18\x00" + strings.Repeat("\xff", 48*24) + "\x1bJ\x06"
	wide := strings.Repeat("\x1dv0\x00\x48\x00\x02\x00"+strings.Repeat("\xff", 72*2), 12) + "\x1bJ\x06"
	text, faint := "a\n", "\x1bE\x01   \xd7\xd6\xbc\xa3\xbf\xc9\xc4\xdc\xbd\xcf\xb5\xad PRINT MAY BE FAINT\x1bE\x00\n"
	wideFaint := strings.Replace(faint, "\x01   ", "\x01"+strings.Repeat(" ", 8), 1)
	for _, tt := range []struct {
		name, profile string
		style         Style
		want          string
	}{
		{"tear bar", "58mm-bar", Style{}, "\x1b@\x1c&\x1da\x0e" + text + "\x1bJ\x60"},
		{"torn at a tear bar", "58mm-bar", Style{Torn: true}, "\x1b@\x1bJ\x60\x1c&\x1da\x0e" + text + "\x1bJ\x60"},
		{"density and speed", "80mm", Style{}, "\x1b@\x1c&\x1da\x0e\x1d(K\x02\x001\x00\x1d(K\x02\x002\x00" + text + goldenCut},
		{"code page", "80mm-dots", Style{}, "\x1b@\x1c.\x1bt\x00\x1da\x0e\x1d(K\x02\x001\x00\x1d(K\x02\x002\x00" + text + goldenCut},
		{"cold without commands", "58mm", Style{Cold: true}, "\x1b@\x1c&\x1da\x0e" + strings.Replace(faint, "   ", "", 1) + text + goldenCut},
		{"cold and dark", "80mm", Style{Cold: true}, "\x1b@\x1c&\x1da\x0e\x1d(K\x02\x001\x04\x1d(K\x02\x002\x01" + wide + wideFaint + text + goldenCut},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.style.Profile = makeOf(t, tt.profile)
			got, err := Render(receipt.Slip{Lines: []receipt.Line{{Text: "a"}}}, tt.style)
			require.NoError(t, err)
			require.Equal(t, tt.want, string(got))
		})
	}
	got, err := Render(receipt.Slip{}, Style{Profile: makeOf(t, "58mm-dots"), Cold: true})
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(got), "\x1b@\x1da\x0e\x1b7\x07\x78\x28"+bar), "hotter, slower, and a bar that warms the head: %q", got[:20])
}

func TestColumnsMustFitWhatIsDrawn(t *testing.T) {
	_, err := Open(Config{Port: "none", Profile: makeOf(t, "58mm-dots"), Columns: 33})
	require.ErrorContains(t, err, "24 to 32, not 33")
	for _, c := range []Config{{Profile: makeOf(t, "58mm-dots"), Columns: 32}, {Columns: 42}} {
		c.Port = "none"
		p, err := Open(c)
		require.NoError(t, err)
		require.NoError(t, p.Close())
	}
}

func TestNearEndIsToldOncePerChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.bits[4] = 0x1E
		r := newRig(t, f)
		r.want(readyPrinted, NearEnd{true})
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		pass(time.Minute)
		r.do(func() { f.bits = well })
		r.want(NearEnd{false})
	})
}

func TestNearEndOfAPrinterWithoutItsSensor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		f.bits[4] = 0x1E
		r := made(t, f, Config{Profile: makeOf(t, "58mm-bar")})
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
	})
}

// made is a driver on a fake with a configuration.
func made(t *testing.T, f *fake, c Config) rig {
	if c.Dial == nil {
		c.Dial = f.dial
	}
	c.Nonce, c.Log = 7, zerolog.Nop()
	p, err := Open(c)
	require.NoError(t, err)
	t.Cleanup(func() { p.Close() })
	return rig{f, p, t}
}

// TestColdPaper: told before the slip leaves, written on it, and over when it is warm again.
func TestColdPaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, outside := newFake(), &mercury{milli: -1}
		r := made(t, f, Config{Thermometer: outside.read})
		r.want(readyPrinted)
		r.print(1)
		r.want(Faint{1}, Printed{1, txn.GradePrinted, 1})
		r.do(func() { require.Contains(t, string(f.text), "PRINT MAY BE FAINT") })
		synctest.Wait()
		outside.turn(0, nil)
		pass(warmEvery)
		synctest.Wait()
		r.print(2)
		r.want(Printed{2, txn.GradePrinted, 1})
		outside.turn(-20_000, errors.New("the bus is stuck"))
		pass(warmEvery)
		synctest.Wait()
		r.print(3)
		r.want(Printed{3, txn.GradePrinted, 1})
		r.do(func() { require.Equal(t, 1, strings.Count(string(f.text), "FAINT"), "nothing is guessed") })
	})
}

// mercury is a thermometer that a test turns, while the driver reads it.
type mercury struct {
	mu    sync.Mutex
	milli int
	err   error
}

func (m *mercury) turn(milli int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.milli, m.err = milli, err
}

func (m *mercury) read() (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.milli, m.err
}

// TestAnAnnouncedSlipWhenItTurnsCold: the slip that leaves is the one for this temperature.
func TestAnAnnouncedSlipWhenItTurnsCold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, outside := newFake(), &mercury{milli: 20_000}
		r := made(t, f, Config{Thermometer: outside.read})
		r.want(readyPrinted)
		synctest.Wait()
		outside.turn(-5000, nil)
		r.Expect(Job{1, testSlip()})
		pass(warmEvery)
		synctest.Wait()
		r.print(1)
		r.want(Faint{1}, Printed{1, txn.GradePrinted, 1})
		r.do(func() { require.Contains(t, string(f.text), "PRINT MAY BE FAINT") })
	})
}

// TestAStuckThermometerHoldsUpNothing, nor does it keep the driver from closing.
func TestAStuckThermometerHoldsUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := make(chan bool)
		defer close(stuck)
		r := made(t, newFake(), Config{Thermometer: func() (int, error) { <-stuck; return 0, nil }})
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		began := time.Now()
		require.NoError(t, r.Close())
		require.Less(t, time.Since(began), time.Second)
	})
}

// TestADrawnSlipIsConfirmedLikeText: what a slip is made of changes nothing about its end.
func TestADrawnSlipIsConfirmedLikeText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := made(t, f, Config{Profile: makeOf(t, "58mm-dots")})
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
		r.do(func() {
			require.Equal(t, strings.Repeat("|dots|", 5), f.paper.String(), "a big line, two small ones, a rule")
			require.Empty(t, f.text)
		})
	})
}

// TestADrawnSlipCutShort: the NULs of the next opening end the raster that the line broke in.
func TestADrawnSlipCutShort(t *testing.T) {
	p := makeOf(t, "80mm-dots")
	whole := escpos.Raster(p.Paper.Dots/8, make([]byte, rasterOf(p)))
	require.Greater(t, len(escpos.Pad(rasterOf(p))), len(whole)-1, "cut after the first byte")
	require.Len(t, escpos.Pad(rasterOf(makeOf(t, profile.Default))), 216, "and no more than before for text")
	synctest.Test(t, func(t *testing.T) {
		f := newFake()
		r := made(t, f, Config{Profile: p, Dial: func(ctx context.Context) (Port, error) {
			port, err := f.dial(ctx)
			f.do(func() { f.rest = whole[:8:8] }) // the head of a raster, and no dot of it
			return port, err
		}})
		r.want(readyPrinted)
		r.print(1)
		r.want(Printed{1, txn.GradePrinted, 1})
	})
}

// slow is a line of so many bytes a second, which holds no more than it sends.
type slow struct {
	Port
	rate int
}

func (s slow) Write(b []byte) (int, error) {
	<-time.After(time.Duration(len(b)) * time.Second / time.Duration(s.rate))
	return s.Port.Write(b)
}

// TestALongSlipIsNotStuck: a drawn slip takes a minute at 9600 baud. It is printed in one piece; one that stops
// half way is told.
func TestALongSlipIsNotStuck(t *testing.T) {
	long := receipt.Slip{Lines: slices.Repeat([]receipt.Line{{Text: "永和九年岁在癸丑暮春之初会于会稽"}}, 50)}
	for name, stops := range map[string]bool{"it moves": false, "it stops": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				r := made(t, f, Config{Profile: makeOf(t, "58mm-dots"), Dial: func(ctx context.Context) (Port, error) {
					port, err := f.dial(ctx)
					return slow{port, 960}, err
				}})
				r.want(readyPrinted)
				hears := func() { f.deaf = false }
				defer f.do(hears)
				if stops {
					f.stopReading()
				}
				require.NoError(t, r.Print(Job{1, long}))
				if stops {
					r.want(Stalled{1, txn.FaultSilent})
					f.do(hears)
				}
				r.want(Printed{1, txn.GradePrinted, map[bool]int{false: 1, true: 2}[stops]})
			})
		})
	}
}

// kernel is a serial line whose driver takes 16 KB at once and sends them when it can.
type kernel struct {
	slow
	waits chan []byte
	gone  context.Context
}

func (k kernel) Write(b []byte) (int, error) {
	select {
	case k.waits <- slices.Clone(b):
		return len(b), nil
	case <-k.gone.Done():
		return 0, net.ErrClosed
	}
}

func (k kernel) drain() {
	for {
		select {
		case b := <-k.waits:
			if _, err := k.slow.Write(b); err != nil {
				return
			}
		case <-k.gone.Done():
			return
		}
	}
}

// TestTheLineIsGivenItsTime: at 1200 baud the last byte that was written arrives a minute and a half
// later, longer than the confirm timeout and the paper's own time together. The slip is printed, and was never
// called anything else. What fills the line before the first question takes longer than an answer may, too.
func TestTheLineIsGivenItsTime(t *testing.T) {
	long := receipt.Slip{Lines: slices.Repeat([]receipt.Line{{Text: "永和九年岁在癸丑暮春之初会于会稽"}}, 10)}
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		f := newFake()
		r := made(t, f, Config{Profile: makeOf(t, "58mm-dots"), baud: 1200, Dial: func(context.Context) (Port, error) {
			port, err := f.dial(ctx)
			k := kernel{slow{port, 120}, make(chan []byte, kernelBuffer/share-1), ctx}
			go k.drain()
			return k, err
		}})
		r.want(Down{txn.FaultSilent}, readyPrinted)
		require.NoError(t, r.Print(Job{1, long}))
		r.want(Printed{1, txn.GradePrinted, 1})
		require.NoError(t, r.Close())
		stop()
		synctest.Wait()
		pass(5 * time.Minute) // what the line was just sending
	})
}
