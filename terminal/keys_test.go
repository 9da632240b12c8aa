package terminal

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"posterm/comms"
	"posterm/comms/keys"
	"posterm/journal/roll"
	"posterm/terminal/machine"
	"posterm/txn"
)

// suite is a form of sign-in with its MAC.
type suite struct {
	form keys.Form
	mac  keys.Algorithm
}

var suites = []suite{
	{keys.FormDouble, keys.UnionPayECB}, {keys.FormDouble, keys.X919}, {keys.FormTrack, keys.UnionPayECB},
	{keys.FormTrack, keys.X919}, {keys.FormSM4, keys.SM4MAC}, {keys.FormSM4Dialect, keys.SM4MAC},
}

// each runs a test for every suite.
func each(t *testing.T, test func(*testing.T, suite)) {
	for _, s := range suites {
		t.Run(string(s.form)+" "+string(s.mac), func(t *testing.T) { test(t, s) })
	}
}

func (s suite) configure(c *Config) { c.Form, c.MAC = s.form, s.mac }

// working are keys that follow from one byte.
func (s suite) working(seed byte) keys.Working {
	key := func(first byte, size int) keys.Key {
		k := make(keys.Key, size)
		for i := range k {
			k[i] = first + byte(7*i)
		}
		return k
	}
	mak := keys.DoubleLength
	if s.mac == keys.UnionPayECB {
		mak = keys.SingleLength
	}
	w := keys.Working{PIK: key(seed, 16), MAK: key(seed+50, mak)}
	if s.form != keys.FormDouble {
		w.TDK = key(seed+100, 16)
	}
	return w
}

func (s suite) block(t *testing.T, seed byte) comms.Hidden {
	t.Helper()
	tmk, err := keys.ParseKey(keys.TestTMK)
	require.NoError(t, err)
	block, err := s.working(seed).Seal(s.form, s.mac, tmk)
	require.NoError(t, err)
	return block
}

// keyed makes the host give these keys at the next sign-ins.
func (r *rig) keyed(block comms.Hidden) {
	happy := approve(r.t)
	r.host.set(func(q comms.Request) (comms.Answer, error) {
		a, err := happy(q)
		if q.Kind == txn.SignIn {
			a.KeyBlock = block
		}
		return a, err
	})
}

// sealedWith checks which keys the last request was sealed with, and its PIN block made with.
func (r *rig) sealedWith(s suite, seed byte) {
	r.t.Helper()
	r.host.mu.Lock()
	defer r.host.mu.Unlock()
	last := len(r.host.asks) - 1
	w := s.working(seed)
	want, err := keys.MAC(s.mac, w.MAK, []byte("a body"))
	require.NoError(r.t, err)
	require.NotNil(r.t, r.host.macs[last])
	require.Equal(r.t, want, r.host.macs[last].Sum([]byte("a body")))
	pik, err := keys.NewPINKey(s.form, w.PIK)
	require.NoError(r.t, err)
	pin, err := pik.Open([]byte(r.host.asks[last].PINBlock), testPAN.Digits())
	require.NoError(r.t, err)
	require.Equal(r.t, "123456", pin)
}

// withPIN is a balance inquiry with a PIN, sent under the keys of the moment.
func (r *rig) withPIN() Reply {
	r.t.Helper()
	return r.do(Order{Kind: txn.Balance, Card: testCard, Pad: &sealing{}})
}

// sealing is a PIN pad with the PIN 123456.
type sealing struct{}

func (*sealing) Block(pan txn.PAN, pik *keys.PINKey) (txn.PINBlock, error) {
	block, err := pik.Seal("123456", pan.Digits())
	return txn.PINBlock(block), err
}

func (*sealing) Clear() {}

// TestNewKeysBecomeCurrent in the commit after their check values held.
func TestNewKeysBecomeCurrent(t *testing.T) {
	each(t, func(t *testing.T, s suite) {
		r := newRig(t)
		r.change = s.configure
		r.open()
		for seed := byte(1); seed < 4; seed++ {
			r.keyed(s.block(t, seed))
			require.Equal(t, txn.Done, r.do(Order{Kind: txn.SignIn}).View.Verdict)
			r.withPIN()
			r.sealedWith(s, seed)
		}
		r.stop()
		r.open()
		r.withPIN()
		r.sealedWith(s, 3)
	})
}

// TestKeysThatDoNotHoldLeaveTheOldOnes: one wrong byte anywhere, a block that is too short
// or too long, a block of another form: the sign-in fails and nothing else changes.
func TestKeysThatDoNotHoldLeaveTheOldOnes(t *testing.T) {
	each(t, func(t *testing.T, s suite) {
		r := newRig(t)
		r.change = s.configure
		r.keyed(s.block(t, 1))
		r.open()
		r.do(Order{Kind: txn.SignIn})
		good := s.block(t, 2)
		bad := []comms.Hidden{nil, good[:len(good)-1], append(append(comms.Hidden{}, good...), 0)}
		for slot := 0; slot < len(good); slot += 20 {
			for _, at := range []int{slot, slot + 16, slot + 19} {
				one := append(comms.Hidden{}, good...)
				one[at] ^= 1 << 7
				bad = append(bad, one)
			}
		}
		for _, other := range suites {
			// A block for x9.19 under another form's length, or of the other cipher.
			if other.mac != s.mac || len(other.block(t, 2)) != len(good) {
				bad = append(bad, other.block(t, 2))
			}
		}
		for _, block := range bad {
			r.keyed(block)
			require.Equal(t, txn.NotDone, r.do(Order{Kind: txn.SignIn}).View.Verdict)
			r.withPIN()
			r.sealedWith(s, 1)
		}
		r.stop()
		r.open()
		r.withPIN()
		r.sealedWith(s, 1)
	})
}

// TestAPowerCutDuringASignIn: wherever it is cut, the terminal has the old keys or the new
// ones, whole, and the old ones as long as the new ones were not committed. The host may have
// changed its own: the next message that needs keys is preceded by another sign-in.
func TestAPowerCutDuringASignIn(t *testing.T) {
	each(t, func(t *testing.T, s suite) {
		t.Run("the keys were not committed", func(t *testing.T) {
			r := newRig(t)
			r.change = s.configure
			r.keyed(s.block(t, 1))
			r.open()
			r.do(Order{Kind: txn.SignIn})
			r.keyed(s.block(t, 2))
			r.fail = once(roll.KeysSet)
			_, err := r.Do(t.Context(), Order{Kind: txn.SignIn})
			require.ErrorIs(t, err, ErrNotRecorded)
			r.withPIN()
			r.sealedWith(s, 2)
			r.stop()
			r.open()
			r.withPIN()
			r.sealedWith(s, 2)
		})
		t.Run("the answer did not come", func(t *testing.T) {
			r := newRig(t)
			r.change = s.configure
			r.keyed(s.block(t, 1))
			r.open()
			r.do(Order{Kind: txn.SignIn})
			came := r.host.holds(txn.SignIn)
			ended := make(chan error, 1)
			go func() {
				_, err := r.Do(context.Background(), Order{Kind: txn.SignIn})
				ended <- err
			}()
			<-came
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			require.ErrorIs(t, r.Close(ctx), context.Canceled)
			<-ended
			r.host.holds(txn.KindNone)
			r.keyed(s.block(t, 2))
			r.open()
			r.withPIN()
			r.sealedWith(s, 2)
		})
	})
}

// TestKeysOfAnotherConfiguration: keys that cannot be used as configured are no keys. The
// terminal signs in first, or says that it is not signed in.
func TestKeysOfAnotherConfiguration(t *testing.T) {
	each(t, func(t *testing.T, before suite) {
		at := slices.Index(suites, before)
		for _, further := range []int{1, 3} {
			after := suites[(at+further)%len(suites)]
			same := before.mac == after.mac && len(before.block(t, 1)) == len(after.block(t, 1))
			r := newRig(t)
			r.change = before.configure
			r.keyed(before.block(t, 1))
			r.open()
			r.withPIN()
			r.stop()

			r.change = after.configure
			r.keyed(after.block(t, 2))
			r.policy.AutoSignIn = false
			r.open()
			refused := r.do(Order{Kind: txn.Balance, Card: testCard, Pad: &sealing{}}).Refusal
			if same { // 005 and 006 are one
				require.Equal(t, machine.Possible, refused)
				r.sealedWith(after, 1)
				continue
			}
			require.Equal(t, machine.RefusedNotSigned, refused)
			r.stop()
			r.policy.AutoSignIn = true
			r.open()
			r.withPIN()
			r.sealedWith(after, 2)
			r.stop()
		}
	})
}

// TestNoPINWithoutAKey: the machine never asks for that; if it did, nothing would be sent.
func TestNoPINWithoutAKey(t *testing.T) {
	_, err := (&loop{pad: &sealing{}}).pinBlock(testPAN, nil)
	require.ErrorIs(t, err, errNoPINKey)
}
