package keys

import (
	"errors"
	"fmt"
)

// Form is the layout of the key block in field 62 of a sign-in answer; its value is
// field 60.3 of the sign-in (PROTOCOL.md 5.2). It also says which cipher everything
// after that sign-in is under: keys, PIN and MAC.
type Form string

// The forms. Each slot is 16 bytes of wrapped key and 4 of check value.
const (
	// FormDouble has double-length 3DES keys, 40 bytes: PIK, MAK. For unionpay-ecb the
	// MAK is 8 key bytes and 8 zero bytes of filler, its KCV is that of the 8 bytes; for
	// x9.19 all 16 are key and the KCV covers both halves (RULES.md 4.4).
	FormDouble Form = "003"
	// FormTrack is FormDouble and the track key, 60 bytes: PIK, MAK, TDK.
	FormTrack Form = "004"
	// FormSM4 has SM4 keys, 60 bytes: PIK, MAK, TDK, each of 16 key bytes.
	FormSM4 Form = "006"
	// FormSM4Dialect is FormSM4 under the number that a second kind of host uses.
	FormSM4Dialect Form = "005"
)

// Forms are all that this release knows, the default first.
var Forms = []Form{FormDouble, FormTrack, FormSM4, FormSM4Dialect}

// ErrForm: a form this release does not open (001 ...), or one that does not go with
// the MAC algorithm.
var ErrForm = errors.New("key form not supported")

// FormFor is the form a terminal signs in with when only its MAC algorithm is known.
func FormFor(alg Algorithm) Form {
	if alg == SM4MAC {
		return FormSM4
	}
	return FormDouble
}

// SM4 says whether the form's keys are SM4 keys; otherwise they are DES and 3DES keys.
func (f Form) SM4() bool { return f == FormSM4 || f == FormSM4Dialect }

// track says whether the form has a track key.
func (f Form) track() bool { return f != FormDouble }

// Check is nil when the form can be used.
func (f Form) Check() error {
	for _, known := range Forms {
		if f == known {
			return nil
		}
	}
	return fmt.Errorf("%w: %q, choose one of %q", ErrForm, string(f), Forms)
}

// Fits is nil when keys of this form can make that MAC: SM4 goes with SM4 only.
func (f Form) Fits(alg Algorithm) error {
	if err := errors.Join(f.Check(), alg.Check()); err != nil {
		return err
	}
	if f.SM4() != (alg == SM4MAC) {
		return fmt.Errorf("%w: sign-in %s gives %s keys, mac %q needs %s keys", ErrForm, f, cipherName(f.SM4()), string(alg), cipherName(!f.SM4()))
	}
	return nil
}

func cipherName(sm4 bool) string {
	if sm4 {
		return "SM4"
	}
	return "3DES"
}

// makSize is the number of key bytes in the MAK's slot.
func makSize(alg Algorithm) int {
	if alg == UnionPayECB {
		return SingleLength
	}
	return DoubleLength
}

// slot is the place of one key in a key block.
type slot struct {
	name string
	size int // key bytes; the rest of its 16 bytes is zero
	key  *Key
}

// slots are the places of a form, in their order, filled from or into w.
func (f Form) slots(alg Algorithm, w *Working) ([]slot, error) {
	if err := f.Fits(alg); err != nil {
		return nil, err
	}
	all := []slot{{"PIK", DoubleLength, &w.PIK}, {"MAK", makSize(alg), &w.MAK}}
	if f.track() {
		all = append(all, slot{"TDK", DoubleLength, &w.TDK})
	}
	return all, nil
}

// wrapper is a master key: it wraps working keys and knows their check values.
type wrapper interface {
	Wrap(Key) ([]byte, error)
	Unwrap([]byte) (Key, error)
	check(Key) (KCV, error)
}

func (c *Cipher) check(k Key) (KCV, error) { return k.KCV() }

func (c *SM4) check(k Key) (KCV, error) {
	under, err := NewSM4(k)
	if err != nil {
		return KCV{}, err
	}
	return under.KCV(), nil
}

// master prepares a terminal master key for the form.
func (f Form) master(tmk Key) (wrapper, error) {
	var w wrapper
	var err error
	if f.SM4() {
		w, err = NewSM4(tmk)
	} else {
		w, err = NewCipher(tmk)
	}
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	return w, nil
}

// CheckValue is the check value of a master key as a host that signs in with this form
// computes it: the one on the acquirer's paper.
func (f Form) CheckValue(tmk Key) (KCV, error) {
	m, err := f.master(tmk)
	if err != nil {
		return KCV{}, err
	}
	return m.check(tmk)
}
