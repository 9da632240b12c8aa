package comms

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"posterm/comms/frame"
	"posterm/comms/line"
	"posterm/comms/message"
	"posterm/txn"
)

// served is a host that keeps its connections, and everything that was asked of it.
type served struct {
	*testing.T
	*Link
	mu      sync.Mutex
	asked   []string // "1 0200 000012": connection, type, trace
	dials   int
	running sync.WaitGroup
	answer  func(*peer, int) // of a request on its nth connection; nil: approve
	conns   []*counted
}

// keeping makes a link that keeps its connection to a host that does, too.
func keeping(t *testing.T, answer func(p *peer, conn int)) *served {
	s := &served{T: t, answer: answer}
	s.Link = &Link{Profile: UnionPay, KeepOpen: true, Dial: s.dial}
	t.Cleanup(func() {
		require.NoError(t, s.Close())
		s.running.Wait()
	})
	return s
}

func (s *served) dial(context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	s.dials++
	conn := s.dials
	c := &counted{Conn: near}
	s.conns = append(s.conns, c)
	s.running.Go(func() {
		defer far.Close()
		for {
			f, err := frame.Read(far)
			if err != nil {
				return
			}
			m, err := message.Unpack(f.Body)
			if err != nil {
				return
			}
			s.mu.Lock()
			s.asked = append(s.asked, string(rune('0'+conn))+" "+m.MTI+" "+m.Get(11))
			s.mu.Unlock()
			p := &peer{s.T, far, f, m, sealedIf(m.Has(64), sealer(s.T))}
			if s.answer == nil {
				p.approve()
			} else {
				s.answer(p, conn)
			}
		}
	})
	return c, nil
}

// heard is what was asked so far.
func (s *served) heard() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// sell makes a sale with a trace number.
func (s *served) sell(trace txn.Trace) error {
	r := sale()
	r.Trace = trace
	_, err := s.Exchange(s.Context(), r, sealer(s.T))
	return err
}

func TestAKeptConnectionIsUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, nil)
		for trace := txn.Trace(1); trace <= 3; trace++ {
			require.NoError(t, s.sell(trace))
			time.Sleep(EchoAfter) // not longer: no echo
		}
		require.Equal(t, []string{"1 0200 000001", "1 0200 000002", "1 0200 000003"}, s.heard())
		require.Equal(t, 3, s.conns[0].writes)
		require.Zero(t, s.conns[0].closes)
		require.NoError(t, s.Close())
		require.Equal(t, 1, s.conns[0].closes)
	})
}

// A connection that was silent for long must answer an echo before it is trusted
// with money. The echo's trace number comes from its own range.
func TestAnEchoGoesFirstAfterSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, nil)
		s.EchoAfter = time.Minute
		require.NoError(t, s.sell(1))
		for _, trace := range []txn.Trace{2, 3} {
			time.Sleep(time.Minute + 1)
			require.NoError(t, s.sell(trace))
		}
		require.Equal(t, []string{"1 0200 000001", "1 0820 999999", "1 0200 000002", "1 0820 999998", "1 0200 000003"}, s.heard())
	})
}

// A half-open line: the host's machine is gone, or a router forgot the connection.
// The echo finds that out within the connect timeout, and the sale goes over a new
// connection, sent once.
func TestASilentConnectionIsReplacedBeforeTheRequestIsSent(t *testing.T) {
	for name, dead := range map[string]func(*peer){
		"no answer":      func(*peer) {},
		"wrong trace":    func(p *peer) { m := p.answer(); m.Set(11, "000001"); p.send(p.frameOf(m, nil)) },
		"garbage":        func(p *peer) { p.send([]byte{0xFF, 0xFF}) },
		"a stray first":  func(p *peer) { m := p.answer(); m.Set(11, "000001"); p.send(p.frameOf(m, nil)); p.approve() },
		"half an answer": func(p *peer) { raw := p.frameOf(p.answer(), nil); p.send(raw[:9]) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := keeping(t, func(p *peer, _ int) {
					if p.request.MTI == "0820" {
						dead(p)
						return
					}
					p.approve()
				})
				require.NoError(t, s.sell(1))
				time.Sleep(time.Hour)
				start := time.Now()
				require.NoError(t, s.sell(2))
				require.LessOrEqual(t, time.Since(start), ConnectTimeout)
				require.Equal(t, []string{"1 0200 000001", "1 0820 999999", "2 0200 000002"}, s.heard())
				s.closing.Wait()
				require.Equal(t, 1, s.conns[0].closes)
				require.Equal(t, line.Up, s.States()[0].Phase, "nothing failed")
			})
		})
	}
}

// What happens to a connection while it rests is noticed before the next request.
func TestAKeptConnectionThatTheHostEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, func(p *peer, _ int) {
			p.approve()
			p.conn.Close()
		})
		require.NoError(t, s.sell(1))
		synctest.Wait()
		require.NoError(t, s.sell(2))
		require.Equal(t, []string{"1 0200 000001", "2 0200 000002"}, s.heard())
		require.Equal(t, 1, s.conns[0].writes)
	})
}

// An answer that comes twice is a stray, told as such, and ends the connection: it can
// never be read as the next one's.
func TestAnAnswerThatComesTwiceEndsTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, func(p *peer, _ int) { p.approve(); p.approve() })
		var strays []Stray
		s.Stray = func(x Stray) { strays = append(strays, x) }
		require.NoError(t, s.sell(1))
		synctest.Wait()
		require.Len(t, strays, 1)
		require.Equal(t, "0200 trace 000001", strays[0].Nearest)
		require.NoError(t, s.sell(2))
		require.Equal(t, []string{"1 0200 000001", "2 0200 000002"}, s.heard())
	})
}

// After anything but a clean answer the connection is closed.
func TestAKeptConnectionEndsAfterAFault(t *testing.T) {
	scripts := map[string]func(*peer){
		"a stray before the answer": func(p *peer) {
			m := p.answer()
			m.Set(11, "000099")
			p.send(p.frameOf(m, p.sealer))
			p.approve()
		},
		"wrong MAC": func(p *peer) {
			raw := p.frameOf(p.answer(), p.sealer)
			raw[len(raw)-1] ^= 1
			p.send(raw)
		},
	}
	for _, f := range faults {
		scripts[f.name] = f.script
	}
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := keeping(t, func(p *peer, conn int) {
					if conn == 1 {
						script(p)
						return
					}
					p.approve()
				})
				_ = s.sell(12)
				require.NoError(t, s.sell(13))
				require.Equal(t, []string{"1 0200 000012", "2 0200 000013"}, s.heard())
				s.closing.Wait()
				require.Equal(t, 1, s.conns[0].closes)
			})
		})
	}
}

// The same request asked again goes over another connection, so that a second answer
// to the first cannot be taken for its own; so does the reversal's second try.
func TestTheSameIsNeverAskedTwiceOnOneConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, nil)
		require.NoError(t, s.sell(1))
		for range 2 {
			_, err := s.Exchange(t.Context(), reversal(), sealer(t))
			require.NoError(t, err)
		}
		require.NoError(t, s.sell(2))
		require.Equal(t, []string{"1 0200 000001", "1 0400 000012", "2 0400 000012", "2 0200 000002"}, s.heard())
	})
}

func TestAConnectionIsReplacedAfterManyRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, nil)
		for trace := txn.Trace(1); trace <= askLimit+1; trace++ {
			require.NoError(t, s.sell(trace))
		}
		require.Equal(t, 2, s.dials)
		require.Equal(t, "2 0200 001001", s.heard()[askLimit])
	})
}

// The host may end the connection at the moment at which the request leaves. Write was
// called, so the outcome is unknown, and nothing is sent again (RULES.md 2.4).
func TestAConnectionThatEndsUnderTheRequestIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, nil)
		require.NoError(t, s.sell(1))
		s.conns[0].writeErr = net.ErrClosed
		requireUnknown(t, s.sell(2), txn.NoReply)
		require.Equal(t, 1, s.dials, "not sent again on a new one")
		require.NoError(t, s.sell(3))
		require.Equal(t, []string{"1 0200 000001", "2 0200 000003"}, s.heard())
	})
}

// Given up: the deadline that ended the wait must not reach the next exchange.
func TestGivingUpEndsAKeptConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, func(p *peer, _ int) {
			if p.request.Get(11) != "000002" {
				p.approve()
			}
		})
		require.NoError(t, s.sell(1))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		r := sale()
		r.Trace = 2
		_, err := s.Exchange(ctx, r, sealer(t))
		requireUnknown(t, err, txn.NoReply)
		require.NoError(t, s.sell(3))
		require.Equal(t, []string{"1 0200 000001", "1 0200 000002", "2 0200 000003"}, s.heard())
	})
}

// A kept connection to the backup stays until the primary is connected again.
func TestTheWayBackFromAKeptBackup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		primary, backup := keeping(t, nil), keeping(t, nil)
		down := true
		backup.Paths = []line.Path{
			{Host: line.Primary, Dial: func(ctx context.Context) (net.Conn, error) {
				if down {
					return refused(ctx)
				}
				return primary.dial(ctx)
			}},
			{Host: line.Backup, Dial: backup.dial},
		}
		require.NoError(t, backup.sell(1))
		time.Sleep(CoolDown + 1)
		require.NoError(t, backup.sell(2)) // the primary is tried in vain
		require.Equal(t, []string{"1 0200 000001", "1 0820 999999", "1 0200 000002"}, backup.heard())
		down = false
		time.Sleep(CoolDown + 1)
		require.NoError(t, backup.sell(3))
		require.Equal(t, []string{"1 0200 000003"}, primary.heard())
		backup.closing.Wait()
		require.Equal(t, 1, backup.conns[0].closes)
	})
}

// Nothing is kept unless it was asked for.
func TestNothingIsKeptByDefault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := keeping(t, nil)
		s.KeepOpen = false
		require.NoError(t, s.sell(1))
		require.NoError(t, s.sell(2))
		require.Equal(t, 2, s.dials)
	})
}
