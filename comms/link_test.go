package comms

import (
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/message"
	"posterm/txn"
)

// faults is everything a line or a host can do wrong after the request left. The
// outcome is always unknown; reason and time are as listed.
var faults = []struct {
	name   string
	script func(*peer)
	reason txn.Reason
	took   time.Duration
}{
	{"silence", (*peer).hold, txn.NoReply, ResponseTimeout},
	{"closed without an answer", func(*peer) {}, txn.NoReply, 0},
	{"length 0", func(p *peer) { p.send([]byte{0, 0}); p.hold() }, txn.Unmatched, 0},
	{"length 65535", func(p *peer) { p.send([]byte{0xFF, 0xFF, 0x60}); p.hold() }, txn.Unmatched, 0},
	{"length without room for a header", func(p *peer) { p.send([]byte{0, 5, 1, 2, 3}); p.hold() }, txn.Unmatched, 0},
	{"half a frame, then closed", func(p *peer) {
		raw := p.frameOf(p.answer(), p.sealer)
		p.send(raw[:len(raw)/2])
	}, txn.Unmatched, 0},
	{"half a frame, then silence", func(p *peer) {
		raw := p.frameOf(p.answer(), p.sealer)
		p.send(raw[:len(raw)/2])
		p.hold()
	}, txn.NoReply, ResponseTimeout},
	{"one byte per second", func(p *peer) { p.dribble(time.Second) }, txn.NoReply, ResponseTimeout},
	{"garbage in a frame", func(p *peer) {
		p.send(append([]byte{0, 40}, make([]byte, 40)...))
		p.hold()
	}, txn.Unmatched, 0},
	{"bytes after the last field", func(p *peer) {
		raw := p.frameOf(p.answer(), p.sealer)
		raw[1]++
		p.send(append(raw, 0))
		p.hold()
	}, txn.Unmatched, 0},
	{"wrong trace", change(11, "000011"), txn.Unmatched, ResponseTimeout},
	{"wrong amount", change(4, "000000001235"), txn.Unmatched, ResponseTimeout},
	{"wrong terminal", change(41, "00010002"), txn.Unmatched, ResponseTimeout},
	{"wrong merchant", change(42, "104512541110002"), txn.Unmatched, ResponseTimeout},
	{"wrong processing code", change(3, "200000"), txn.Unmatched, ResponseTimeout},
	{"the request comes back", func(p *peer) {
		p.send(p.frameOf(p.request, p.sealer))
		p.hold()
	}, txn.Unmatched, ResponseTimeout},
	{"answer to a reversal", func(p *peer) {
		m := p.answer()
		m.MTI = "0410"
		p.send(p.frameOf(m, p.sealer))
		p.hold()
	}, txn.Unmatched, ResponseTimeout},
	{"a stranger's answer, then closed", func(p *peer) {
		m := p.answer()
		m.Set(11, "000099")
		p.send(p.frameOf(m, p.sealer))
	}, txn.Unmatched, 0},
	{"no amount in the answer", func(p *peer) {
		m := message.New("0210")
		for _, n := range []int{3, 11, 41, 42} {
			m.Set(n, p.request.Get(n))
		}
		m.Set(39, "00")
		p.send(p.frameOf(m, p.sealer))
		p.hold()
	}, txn.Unmatched, ResponseTimeout},
	{"no response code", func(p *peer) {
		m := message.New("0210")
		for _, n := range []int{3, 4, 11, 41, 42} {
			m.Set(n, p.request.Get(n))
		}
		p.send(p.frameOf(m, p.sealer))
	}, txn.Unmatched, 0},
}

// change answers with one field wrong and the MAC right, then stays silent.
func change(n int, v string) func(*peer) {
	return func(p *peer) {
		m := p.answer()
		m.Set(n, v)
		p.send(p.frameOf(m, p.sealer))
		p.hold()
	}
}

func TestFaultsLeaveTheOutcomeUnknown(t *testing.T) {
	for _, tt := range faults {
		t.Run(tt.name, func(t *testing.T) {
			a, took, err := ask(t, sale(), tt.script)
			requireUnknown(t, err, tt.reason)
			require.Empty(t, a)
			require.Equal(t, tt.took, took)
			requireNoSecret(t, err.Error())
		})
	}
}

// dribble sends the answer byte by byte.
func (p *peer) dribble(pause time.Duration) {
	for _, b := range p.frameOf(p.answer(), p.sealer) {
		<-time.After(pause)
		if !p.send([]byte{b}) {
			return
		}
	}
}

func TestSlowBytesWithinTheTimeAreAnAnswer(t *testing.T) {
	a, took, err := ask(t, sale(), func(p *peer) { p.dribble(100 * time.Millisecond) })
	require.NoError(t, err)
	require.True(t, a.Authentic)
	require.Less(t, took, ResponseTimeout)
}

// A late answer of an earlier exchange comes first on the new connection: it is
// counted, told without secrets, and the terminal's own answer is taken.
func TestLateAnswerOfAnEarlierRequestIsSkipped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := make(chan []byte, 1)
		l := link(t, func(p *peer) {
			select {
			case raw := <-late:
				p.send(raw)
				p.approve()
			default:
				m := p.answer()
				m.Set(2, testPAN.Digits())
				late <- p.frameOf(m, p.sealer)
				p.hold()
			}
		})
		var strays []Stray
		l.Stray = func(s Stray) { strays = append(strays, s) }

		_, err := l.Exchange(t.Context(), sale(), sealer(t))
		requireUnknown(t, err, txn.NoReply)
		next := sale()
		next.Trace, next.Amount = 13, 500
		a, err := l.Exchange(t.Context(), next, sealer(t))
		require.NoError(t, err)
		require.Equal(t, txn.Code("00"), a.Code)

		require.Len(t, strays, 1)
		require.Equal(t, uint64(1), strays[0].Count)
		require.Equal(t, "0200 trace 000012", strays[0].Nearest)
		require.Empty(t, strays[0].Differs, "it is that request's answer, only too late")
		require.Equal(t, ResponseTimeout, strays[0].After)
		require.Contains(t, strays[0].String(), "stray answer 1, nearest to 0200 trace 000012 sent 1m0s before, differs in nothing but time: 0210 2=622202*********0128")
		requireNoSecret(t, strays[0].String())
	})
}

func TestStrayTellsWhatDiffers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := link(t, func(p *peer) {
			m := p.answer()
			m.Set(4, "000000009999")
			m.Set(41, "00010002")
			p.send(p.frameOf(m, p.sealer))
			p.approve()
		})
		var strays []Stray
		l.Stray = func(s Stray) { strays = append(strays, s) }
		for range recentLimit + 1 {
			_, err := l.Exchange(t.Context(), sale(), sealer(t))
			require.NoError(t, err)
		}
		require.Len(t, strays, recentLimit+1)
		require.Equal(t, uint64(recentLimit+1), strays[recentLimit].Count)
		require.Equal(t, "4 (asked 000000001234, came 000000009999) 41 (asked 00010001, came 00010002)", strays[0].Differs.String())
		require.Len(t, l.recent, recentLimit)
	})
}

func TestAFloodOfStraysEndsTheWait(t *testing.T) {
	a, took, err := ask(t, sale(), func(p *peer) {
		m := p.answer()
		m.Set(11, "000099")
		for range 10 * strayLimit {
			p.send(p.frameOf(m, p.sealer))
		}
	})
	requireUnknown(t, err, txn.Unmatched)
	require.Empty(t, a)
	require.Zero(t, took)
}

// A wrong MAC on the matching answer is final: what follows is not read.
func TestAWrongMACIsFinal(t *testing.T) {
	_, took, err := ask(t, sale(), func(p *peer) {
		raw := p.frameOf(p.answer(), p.sealer)
		raw[len(raw)-1] ^= 1
		p.send(raw)
		p.approve()
	})
	requireUnknown(t, err, txn.BadMAC)
	require.Zero(t, took)
}

func TestASecondAnswerIsNeverRead(t *testing.T) {
	a, _, err := ask(t, sale(), func(p *peer) {
		p.approve()
		m := p.answer()
		m.Set(39, "51")
		p.send(p.frameOf(m, p.sealer))
	})
	require.NoError(t, err)
	require.Equal(t, txn.Code("00"), a.Code)
}

// counted is a connection that knows whether anybody wrote to it and closed it.
type counted struct {
	net.Conn
	writes, closes int
	deadlineErr    error
	writeErr       error
}

func (c *counted) Write(b []byte) (int, error) {
	c.writes++
	if c.writeErr != nil {
		return 0, c.writeErr
	}
	return c.Conn.Write(b)
}

func (c *counted) Close() error { c.closes++; return c.Conn.Close() }

// requireClosed: the link closed the connection, once.
func requireClosed(t *testing.T, l *Link, c *counted) {
	t.Helper()
	l.closing.Wait()
	require.Equal(t, 1, c.closes)
}

func (c *counted) SetDeadline(t time.Time) error {
	if c.deadlineErr != nil {
		return c.deadlineErr
	}
	return c.Conn.SetDeadline(t)
}

// "Not sent" means that Write was never called with a byte of the request.
func TestNotSent(t *testing.T) {
	broken := errors.New("line is gone")
	for _, tt := range []struct {
		name string
		dial func(context.Context, *counted) (net.Conn, error)
		took time.Duration
	}{
		{"dial refused", func(context.Context, *counted) (net.Conn, error) { return nil, broken }, 0},
		{"dial hangs", func(ctx context.Context, _ *counted) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, ConnectTimeout},
		{"no deadline can be set", func(_ context.Context, c *counted) (net.Conn, error) {
			c.deadlineErr = broken
			return c, nil
		}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				defer near.Close()
				defer far.Close()
				c := &counted{Conn: near}
				l := &Link{Profile: UnionPay, Dial: func(ctx context.Context) (net.Conn, error) { return tt.dial(ctx, c) }}
				start := time.Now()
				_, err := l.Exchange(t.Context(), sale(), sealer(t))
				requireNotSent(t, err)
				require.Equal(t, tt.took, time.Since(start))
				require.Zero(t, c.writes)
			})
		})
	}
}

func TestGivenUpBeforeTheFirstByteIsNotSent(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	near, far := net.Pipe()
	defer far.Close()
	c := &counted{Conn: near}
	l := &Link{Profile: UnionPay, Dial: func(context.Context) (net.Conn, error) {
		cancel()
		return c, nil
	}}
	_, err := l.Exchange(ctx, sale(), sealer(t))
	requireNotSent(t, err)
	require.Zero(t, c.writes)
	requireClosed(t, l, c)
}

func TestGivenUpWhileWaitingIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		start := time.Now()
		_, err := link(t, (*peer).hold).Exchange(ctx, sale(), sealer(t))
		requireUnknown(t, err, txn.NoReply)
		require.EqualError(t, err, "wait, trace 000012: given up while waiting")
		require.Equal(t, 3*time.Second, time.Since(start))
	})
}

// A failed Write may have sent anything.
func TestAFailedWriteIsUnknown(t *testing.T) {
	near, far := net.Pipe()
	defer far.Close()
	c := &counted{Conn: near, writeErr: errors.New("broken pipe")}
	l := &Link{Profile: UnionPay, Dial: func(context.Context) (net.Conn, error) { return c, nil }}
	_, err := l.Exchange(t.Context(), sale(), sealer(t))
	requireUnknown(t, err, txn.NoReply)
	require.EqualError(t, err, "send, trace 000012: write frame: broken pipe")
	requireClosed(t, l, c)
}

func TestAHostThatDoesNotReadIsUnknownInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		defer far.Close()
		l := &Link{Profile: UnionPay, ResponseTimeout: 35 * time.Second, Dial: func(context.Context) (net.Conn, error) { return near, nil }}
		start := time.Now()
		_, err := l.Exchange(t.Context(), sale(), sealer(t))
		requireUnknown(t, err, txn.NoReply)
		require.Equal(t, 35*time.Second, time.Since(start))
	})
}

// The connection is closed whatever the end, so that no later exchange can read a
// late answer.
func TestTheConnectionIsAlwaysClosed(t *testing.T) {
	for name, script := range map[string]func(*peer){"answered": (*peer).approve, "silent": (*peer).hold} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := link(t, script)
				dial, c := l.Dial, (*counted)(nil)
				l.Dial = func(ctx context.Context) (net.Conn, error) {
					conn, err := dial(ctx)
					c = &counted{Conn: conn}
					return c, err
				}
				_, _ = l.Exchange(t.Context(), sale(), sealer(t))
				defer func() { _ = c.Conn.Close() }() // a line that was kept is the test's to find, and not to hang on
				requireClosed(t, l, c)
				require.Equal(t, 1, c.writes, "one Write per request")
			})
		})
	}
}

// slow is a connection whose Close takes as long as it is told.
type slow struct {
	net.Conn
	close <-chan struct{}
}

func (s slow) Close() error { <-s.close; return s.Conn.Close() }

// The answer does not wait for the end of its connection; the next dial does.
func TestTheNextExchangeWaitsForTheLastConnectionToClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, closed := link(t, (*peer).approve), make(chan struct{})
		dial, dialled := l.Dial, 0
		l.Dial = func(ctx context.Context) (net.Conn, error) {
			dialled++
			conn, err := dial(ctx)
			return slow{conn, closed}, err
		}
		_, err := l.Exchange(t.Context(), sale(), sealer(t))
		require.NoError(t, err)
		go func() {
			_, err := l.Exchange(t.Context(), sale(), sealer(t))
			require.NoError(t, err)
		}()
		synctest.Wait()
		require.Equal(t, 1, dialled, "the old connection is still open")
		close(closed)
		synctest.Wait()
		require.Equal(t, 2, dialled)
	})
}
