package comms

import (
	"fmt"
	"maps"

	"posterm/comms/keys"
	"posterm/txn"
)

// Under is the profile with another form of sign-in: it asks for keys of that form
// (field 60.3), and says of PIN and track what is true under them (field 53). The form
// must go with the MAC algorithm; errors are keys.ErrForm and keys.ErrAlgorithm. A profile
// whose sign-in brings no keys stays as it is.
func (p Profile) Under(form keys.Form, mac keys.Algorithm) (Profile, error) {
	if p.Form == "" {
		return p, nil
	}
	if err := form.Fits(mac); err != nil {
		return Profile{}, err
	}
	p.Form = form
	p.Requests = maps.Clone(p.Requests)
	signIn := p.Requests[txn.SignIn]
	signIn.Network = string(form)
	p.Requests[txn.SignIn] = signIn
	if form.SM4() {
		p.WithPIN, p.WithTrack = sm4Control(p.WithPIN), sm4Control(p.WithTrack)
	}
	return p, nil
}

// sm4Control is field 53 with SM4 in its second digit, the algorithm (PROTOCOL.md 2.5).
func sm4Control(field string) string {
	const algorithm, sm4 = 1, "4"
	return field[:algorithm] + sm4 + field[algorithm+1:]
}

// checkPIN refuses a PIN block that is not of the session's cipher, before it is sent
// into the wrong field.
func (s source) checkPIN() error {
	want, field := keys.BlockSize, 52
	if s.profile.Form.SM4() {
		want, field = keys.SM4BlockSize, 59
	}
	if n := len(s.PINBlock); n != 0 && n != want {
		return fmt.Errorf("%s: field %d: PIN block has %d bytes, want %d", s.Kind, field, n, want)
	}
	return nil
}

// pinBlock is field 52; SM4 has no place there.
func pinBlock(s source) string { return when(!s.profile.Form.SM4(), string(s.PINBlock)) }
